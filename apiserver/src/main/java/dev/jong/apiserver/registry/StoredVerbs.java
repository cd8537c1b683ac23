package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.watch.Feed;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Tally;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// The verbs of a resource that is stored as it is served.
final class StoredVerbs<T extends KubernetesObject> implements Verbs<T> {
    /// What the verbs of all resources work with.
    record Surroundings(
            Store store,
            Feed feed,
            Admission admission,
            InstantSource clock,
            RandomGenerator random) {}

    /// So many objects tell how large one is.
    private static final int LOOKED_AT = 8;

    private final Resource<T> resource;
    private final ObjectStore<T> objects;
    private final Reading<T> reading;
    private final Creating<T> creating;
    private final Updating<T> updating;
    private final Deleting<T> deleting;

    StoredVerbs(Resource<T> resource, Surroundings around, Allocation<T> allocation) {
        this.resource = resource;
        objects = new ObjectStore<>(resource, around.store(), around.feed(), around.clock());
        reading = new Reading<>(resource, objects);
        creating = new Creating<>(resource, objects, around, allocation);
        deleting = new Deleting<>(resource, objects, around, allocation);
        updating = new Updating<>(resource, objects, around, allocation, creating, deleting);
    }

    @Override
    public Resource<T> resource() {
        return resource;
    }

    @Override
    public Version<T> get(String namespace, String name, String resourceVersion) {
        return reading.get(namespace, name, resourceVersion);
    }

    @Override
    public List<Notice.Of<T>> history(String namespace, String name) {
        return reading.history(namespace, name);
    }

    @Override
    public Listing<T> list(String namespace, ListQuery query) {
        return reading.list(namespace, query);
    }

    @Override
    public int count() {
        return objects.cache().snapshot().image().size();
    }

    @Override
    public Optional<Tally> tally() {
        return Optional.of(reading.listed(objects.cache().tally()));
    }

    @Override
    public int bytesOfOne() {
        var seen = new int[2];
        objects.cache()
                .snapshot()
                .image()
                .visit(
                        "",
                        "",
                        version -> {
                            seen[0] += version.stored().length;
                            return ++seen[1] < LOOKED_AT;
                        });
        return seen[1] == 0 ? 0 : seen[0] / seen[1];
    }

    @Override
    public Watcher<T> watch(String namespace, ListQuery query, InitialEvents initialEvents) {
        return reading.watch(namespace, query, initialEvents);
    }

    @Override
    public Version<T> create(String namespace, T object, WriteOptions options) {
        return creating.create(namespace, object, options);
    }

    @Override
    public Application<T> update(
            String namespace, String name, String subresource, T object, WriteOptions options) {
        return updating.update(namespace, name, subresource, _ -> object, object, options);
    }

    @Override
    public Version<T> change(
            String namespace,
            String name,
            String subresource,
            UnaryOperator<T> change,
            WriteOptions options) {
        return updating.update(namespace, name, subresource, change, null, options).version();
    }

    @Override
    public Application<T> apply(
            String namespace,
            String name,
            String subresource,
            JsonObject config,
            WriteOptions options) {
        return updating.apply(namespace, name, subresource, config, options);
    }

    @Override
    public Version<T> change(
            String namespace,
            String name,
            Subresource.Part<T> part,
            UnaryOperator<T> change,
            WriteOptions options) {
        return updating.change(namespace, name, part, change, options);
    }

    @Override
    public Deletion<T> delete(
            String namespace, String name, DeleteOptions options, WriteOptions write) {
        return deleting.delete(namespace, name, options, write);
    }

    @Override
    public Listing<T> deleteCollection(
            String namespace, ListQuery query, DeleteOptions options, WriteOptions write) {
        Deleting.check(options);
        var all = reading.list(namespace, query.paged());
        Workers.forEach(all.items(), version -> delete(version, options, write));
        return all; // as they were, also those that something keeps
    }

    /// Unless it went in between.
    private void delete(Version<T> version, DeleteOptions options, WriteOptions write) {
        var metadata = version.object().metadata();
        try {
            deleting.delete(Metadata.namespace(metadata), Metadata.name(metadata), options, write);
        } catch (ApiException e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }

    /// Ends the watches: the resource is no longer served.
    void close(Feed feed) {
        feed.drop(objects.cache());
    }
}
