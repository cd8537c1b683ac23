package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The verbs for one kind, in one namespace or in all.
///
/// Where no namespace was chosen, writes go to the object's own.
public final class ResourceClient<T extends KubernetesObject> {
    private static final int NOT_FOUND = 404;
    private static final long PAGE = 500;

    private final Transport transport;
    private final Kind<T> kind;
    private final String namespace;

    ResourceClient(Transport transport, Kind<T> kind, String namespace) {
        this.transport = transport;
        this.kind = kind;
        this.namespace = namespace;
    }

    public Kind<T> kind() {
        return kind;
    }

    /// The same kind in one namespace.
    ///
    /// @param wanted "" or null: all namespaces
    public ResourceClient<T> inNamespace(@Nullable String wanted) {
        return new ResourceClient<>(transport, kind, wanted == null ? "" : wanted);
    }

    public T get(String name) {
        return transport.get(object(name), kind);
    }

    public T get(ObjectKey key) {
        return inNamespace(key.namespace()).get(key.name());
    }

    public Optional<T> find(String name) {
        try {
            return Optional.of(get(name));
        } catch (ApiException e) {
            if (e.code() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public Optional<T> find(ObjectKey key) {
        return inNamespace(key.namespace()).find(key.name());
    }

    /// All of them, page by page.
    public List<T> list() {
        return listAll(ListOptions.ALL);
    }

    public ListPage<T> list(ListOptions options) {
        return transport.list(kind, namespace, options);
    }

    public List<T> listAll(ListOptions options) {
        var found = new ArrayList<T>();
        var page = list(options.withPage(PAGE, ""));
        found.addAll(page.items());
        while (!page.continueToken().isEmpty()) {
            page = list(options.withResourceVersion("", "").withPage(PAGE, page.continueToken()));
            found.addAll(page.items());
        }
        return found;
    }

    public Watch<T> watch(ListOptions options) {
        return transport.watch(kind, namespace, options);
    }

    public T create(T object) {
        return create(object, WriteOptions.NONE);
    }

    public T create(T object, WriteOptions options) {
        return transport.create(
                Target.collection(kind, namespaceOf(object)), object, kind, options);
    }

    /// Replaces the version that the object carries; 409 if it is not the newest.
    public T update(T object) {
        return update(object, WriteOptions.NONE);
    }

    public T update(T object, WriteOptions options) {
        return transport.update(targetOf(object), object, kind, options);
    }

    public T updateStatus(T object) {
        return transport.update(
                targetOf(object).subresource("status"), object, kind, WriteOptions.NONE);
    }

    public T patch(String name, Patch patch) {
        return patch(name, patch, WriteOptions.NONE);
    }

    public T patch(String name, Patch patch, WriteOptions options) {
        return transport.patch(object(name), patch, kind, options);
    }

    public T patchStatus(String name, Patch patch) {
        return transport.patch(object(name).subresource("status"), patch, kind, WriteOptions.NONE);
    }

    /// 404 if it is not there.
    public Optional<T> delete(String name) {
        return delete(name, Deletion.DEFAULT);
    }

    public Optional<T> delete(String name, Deletion deletion) {
        return transport.delete(object(name), kind, deletion);
    }

    /// Whether there was something to delete.
    public boolean deleteIfExists(String name, Deletion deletion) {
        try {
            delete(name, deletion);
            return true;
        } catch (ApiException e) {
            if (e.code() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    public void deleteCollection(Deletion deletion, ListOptions which) {
        transport.deleteCollection(kind, namespace, deletion, which);
    }

    /// Reads a subresource: `scale`.
    public <A extends KubernetesObject> A getSubresource(
            String name, String subresource, Kind<A> answer) {
        return transport.get(object(name).subresource(subresource), answer);
    }

    /// Posts to a subresource: `binding`, `eviction`, `token`.
    public <A extends KubernetesObject> A createSubresource(
            String name, String subresource, KubernetesObject body, Kind<A> answer) {
        return transport.create(
                object(name).subresource(subresource), body, answer, WriteOptions.NONE);
    }

    /// Replaces a subresource: `scale`, `approval`, `finalize`, `ephemeralcontainers`.
    public <A extends KubernetesObject> A updateSubresource(
            String name, String subresource, KubernetesObject body, Kind<A> answer) {
        return transport.update(
                object(name).subresource(subresource), body, answer, WriteOptions.NONE);
    }

    private Target object(String name) {
        return Target.object(kind, namespace, name);
    }

    private Target targetOf(T object) {
        var name = Objects.requireNonNullElse(object.metadata().name(), "");
        return Target.object(kind, namespaceOf(object), name);
    }

    private String namespaceOf(T object) {
        if (!namespace.isEmpty() || !kind.namespaced()) {
            return namespace;
        }
        return Objects.requireNonNullElse(object.metadata().namespace(), "");
    }
}
