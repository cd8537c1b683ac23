package dev.jong.apiserver.registry;

import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.ObjectFormat;
import dev.jong.apiserver.watch.Tally;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.Watcher;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A resource whose objects are found out when somebody asks, and cannot be changed.
final class ComputedVerbs<T extends KubernetesObject> implements Verbs<T> {
    private final Resource<T> resource;
    private final Supplier<List<T>> objects;
    private final ObjectFormat<T> format;

    ComputedVerbs(Resource<T> resource, Supplier<List<T>> objects) {
        this.resource = resource;
        this.objects = objects;
        this.format = new ObjectFormat<>(resource.kind(), UnaryOperator.identity());
    }

    @Override
    public Resource<T> resource() {
        return resource;
    }

    @Override
    public Version<T> get(String namespace, String name, String resourceVersion) {
        return objects.get().stream()
                .filter(object -> name.equals(object.metadata().name()))
                .findFirst()
                .map(this::version)
                .orElseThrow(() ->
                        ApiException.notFound(
                                new GroupResource(
                                        resource.kind().group(), resource.kind().singular()),
                                name));
    }

    @Override
    public List<Notice.Of<T>> history(String namespace, String name) {
        throw unsupported("get history of");
    }

    @Override
    public Listing<T> list(String namespace, ListQuery query) {
        var items =
                objects.get().stream()
                        .filter(object -> query.labels().matches(object.metadata().labels()))
                        .filter(object -> query.fields().matches(field -> field(object, field)))
                        .map(this::version)
                        .toList();
        return new Listing<>(items, 0, "", null);
    }

    private static String field(KubernetesObject object, String field) {
        return field.equals("metadata.name") ? object.name() : "";
    }

    private Version<T> version(T object) {
        var name = String.valueOf(object.metadata().name());
        return new Version<>(format, name, 0, format.encode(object), object);
    }

    private ApiException unsupported(String verb) {
        return ApiException.methodNotAllowed(
                new GroupResource(resource.kind().group(), resource.kind().plural()), verb);
    }

    @Override
    public int count() {
        return objects.get().size();
    }

    @Override
    public Optional<Tally> tally() {
        return Optional.empty();
    }

    @Override
    public int bytesOfOne() {
        return objects.get().stream().findFirst().map(one -> format.encode(one).length).orElse(0);
    }

    @Override
    public Watcher<T> watch(String namespace, ListQuery query, InitialEvents initialEvents) {
        throw unsupported("watch");
    }

    @Override
    public Version<T> create(String namespace, T object, WriteOptions options) {
        throw unsupported("create");
    }

    @Override
    public Application<T> update(
            String namespace, String name, String subresource, T object, WriteOptions options) {
        throw unsupported("update");
    }

    @Override
    public Version<T> change(
            String namespace,
            String name,
            String subresource,
            UnaryOperator<T> change,
            WriteOptions options) {
        throw unsupported("update");
    }

    @Override
    public Application<T> apply(
            String namespace,
            String name,
            String subresource,
            JsonObject config,
            WriteOptions options) {
        throw unsupported("patch");
    }

    @Override
    public Version<T> change(
            String namespace,
            String name,
            Subresource.Part<T> part,
            UnaryOperator<T> change,
            WriteOptions options) {
        throw unsupported("update");
    }

    @Override
    public Deletion<T> delete(
            String namespace, String name, DeleteOptions options, WriteOptions write) {
        throw unsupported("delete");
    }

    @Override
    public Listing<T> deleteCollection(
            String namespace, ListQuery query, DeleteOptions options, WriteOptions write) {
        throw unsupported("delete");
    }
}
