package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Tally;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.Watcher;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Every verb of one resource. The request's user comes from
/// [dev.jong.apiserver.request.RequestContext#current()]; authorization has happened before.
///
/// Namespaces are empty for cluster-scoped resources, and for lists and watches of all namespaces.
/// All methods throw [dev.jong.api.errors.ApiException] with what the client is to be told.
public interface Verbs<T extends KubernetesObject> {
    Resource<T> resource();

    /// In which version objects are stored.
    default Kind<?> stored() {
        return resource().kind();
    }

    /// @param resourceVersion empty for the newest
    Version<T> get(String namespace, String name, String resourceVersion);

    default Version<T> get(String namespace, String name) {
        return get(namespace, name, "");
    }

    /// What became of an object, oldest first, as far back as history is kept: Jong's own, upstream
    /// has nothing like it.
    List<Notice.Of<T>> history(String namespace, String name);

    Listing<T> list(String namespace, ListQuery query);

    /// How many objects there are, as far as is known without looking.
    int count();

    /// What their cache saw; empty when they are not stored, or by another version of the resource.
    Optional<Tally> tally();

    /// How many bytes one of them has, about; 0 when there is none.
    int bytesOfOne();

    /// Tells what happens to the objects that `query` selects, from its resourceVersion on.
    Watcher<T> watch(String namespace, ListQuery query, InitialEvents initialEvents);

    Version<T> create(String namespace, T object, WriteOptions options);

    /// @param subresource empty for the object itself, else the name of a [Subresource.Part]
    Application<T> update(
            String namespace, String name, String subresource, T object, WriteOptions options);

    /// Changes the newest version, again when somebody else was faster.
    ///
    /// @param change stored object → object as it is to be
    Version<T> change(
            String namespace,
            String name,
            String subresource,
            UnaryOperator<T> change,
            WriteOptions options);

    /// Server-side apply.
    ///
    /// @param config what the client wants, in this version, without `metadata.managedFields`
    Application<T> apply(
            String namespace,
            String name,
            String subresource,
            JsonObject config,
            WriteOptions options);

    /// As [#change(String, String, String, UnaryOperator, WriteOptions)] for a part that has no
    /// path of its own: what the server itself does to objects.
    Version<T> change(
            String namespace,
            String name,
            Subresource.Part<T> part,
            UnaryOperator<T> change,
            WriteOptions options);

    Deletion<T> delete(String namespace, String name, DeleteOptions options, WriteOptions write);

    /// @return what was deleted or is being deleted
    Listing<T> deleteCollection(
            String namespace, ListQuery query, DeleteOptions options, WriteOptions write);
}
