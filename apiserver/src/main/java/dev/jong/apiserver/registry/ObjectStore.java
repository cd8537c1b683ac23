package dev.jong.apiserver.registry;

import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.encryption.Encryption;
import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.watch.Feed;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.ObjectFormat;
import dev.jong.apiserver.watch.Snapshot;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.WatchCache;
import dev.jong.store.LeasePool;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The objects of one resource as the store and its cache have them: reads and compare-and-set
/// writes.
final class ObjectStore<T extends KubernetesObject> {
    private static final int UNDECIDED = 504;

    private final Resource<T> resource;
    private final Store store;
    private final Feed feed;
    private final ObjectFormat<T> format;
    private final WatchCache<T> cache;
    private final LeasePool leases;

    ObjectStore(Resource<T> resource, Store store, Feed feed, InstantSource clock) {
        this.resource = resource;
        this.store = store;
        this.leases = new LeasePool(store, clock);
        this.feed = feed;
        this.format = new ObjectFormat<>(resource.kind(), custom(resource), resource.readOther());
        this.cache = feed.cache(resource.prefix(), format);
    }

    /// Custom objects that were stored before a default was declared get it when they are read.
    private static <T extends KubernetesObject> UnaryOperator<T> custom(Resource<T> resource) {
        return resource.kind().type() == Unstructured.class
                ? resource.defaults()
                : UnaryOperator.identity();
    }

    WatchCache<T> cache() {
        return cache;
    }

    ObjectFormat<T> format() {
        return format;
    }

    long revision() {
        return ask(store::revision);
    }

    long compactedRevision() {
        return store.compactedRevision();
    }

    List<Notice.Of<T>> history(String namespace, String name) {
        return ask(() -> new Past<>(store, cache, resource.key(namespace, name)).read());
    }

    /// All objects as of a revision; empty when its history is gone. What the cache no longer knows
    /// is read from the store.
    Optional<Snapshot<T>> snapshotAt(long revision) {
        if (revision < compactedRevision()) {
            return Optional.empty();
        }
        return cache.snapshotAt(revision).or(() -> storedAt(revision));
    }

    private Optional<Snapshot<T>> storedAt(long revision) {
        var all = RangeRequest.all(resource.prefix()).at(revision);
        return switch (ask(() -> store.range(all))) {
            case RangeResult.Found found -> Optional.of(cache.snapshotOf(found));
            case RangeResult.Compacted _, RangeResult.InFuture _ -> Optional.empty();
        };
    }

    boolean awaitNow(Duration patience) {
        return ask(() -> feed.awaitNow(patience));
    }

    boolean await(long revision, Duration patience) {
        return feed.await(revision, patience);
    }

    /// The newest version, never older than any write that was answered before.
    Optional<Version<T>> find(String namespace, String name) {
        return ask(() -> store.get(resource.key(namespace, name))).map(cache::version);
    }

    Version<T> get(String namespace, String name) {
        return find(namespace, name).orElseThrow(() -> notFound(name));
    }

    ApiException notFound(String name) {
        return ApiException.notFound(groupResource(), name);
    }

    GroupResource groupResource() {
        return new GroupResource(resource.kind().group(), resource.kind().plural());
    }

    /// Whether this is to be written even though nothing changes: with a newer key.
    boolean wantsRewrite(T object) {
        return Encryption.isStale(store, key(object));
    }

    /// Empty when an object of that name exists.
    Optional<Version<T>> create(T object) {
        var key = key(object);
        var json = format.encode(object);
        long lease = resource.timeToLiveSeconds() > 0 ? lease() : 0;
        return switch (write(new Write.Create(key, json, lease, object))) {
            case Written.Done done -> Optional.of(version(key, done.revision(), json, object));
            case Written.Conflict _ -> Optional.empty();
        };
    }

    /// Empty when the object is no longer at `expected`.
    Optional<Version<T>> update(T object, Version<T> expected) {
        var key = key(object);
        var json = format.encode(object);
        long lease = resource.timeToLiveSeconds() > 0 ? lease() : 0;
        var write = new Write.Update(key, json, expected.revision(), lease, object);
        return switch (write(write)) {
            case Written.Done done -> Optional.of(version(key, done.revision(), json, object));
            case Written.Conflict _ -> Optional.empty();
        };
    }

    /// The last version under the revision of its deletion; empty when it is no longer at
    /// `expected`.
    Optional<Version<T>> delete(Version<T> expected) {
        var key = resource.prefix() + expected.key();
        return switch (write(new Write.Delete(key, expected.revision()))) {
            case Written.Done done -> Optional.of(expected.at(done.revision()));
            case Written.Conflict _ -> Optional.empty();
        };
    }

    /// A version that is not stored, as answers to dry runs are.
    Version<T> unstored(T object, Version<T> base) {
        return version(key(object), base.revision(), format.encode(object), object);
    }

    /// As answers to dry runs of creates are: at no revision.
    Version<T> unstored(T object) {
        return version(key(object), 0, format.encode(object), object);
    }

    private Version<T> version(String key, long revision, byte[] json, T object) {
        return new Version<>(
                format, key.substring(resource.prefix().length()), revision, json, object);
    }

    private String key(T object) {
        var metadata = object.metadata();
        var namespace = metadata.namespace();
        var name = metadata.name();
        if (name == null || name.isEmpty()) {
            throw ApiException.badRequest("name is required");
        }
        return resource.key(namespace == null ? "" : namespace, name);
    }

    private long lease() {
        return ask(() -> leases.leaseFor(Duration.ofSeconds(resource.timeToLiveSeconds())));
    }

    private Written write(Write write) {
        return ask(() -> store.write(write));
    }

    /// Whether a write failed so that it may have been made all the same.
    static boolean isUndecided(ApiException failure) {
        return failure.code() == UNDECIDED;
    }

    /// Turns what the store throws into the API's words.
    private <R> R ask(Supplier<R> question) {
        long start = System.nanoTime();
        try {
            return question.get();
        } catch (StoreException e) {
            var message = String.valueOf(e.getMessage());
            throw switch (e) {
                case StoreException.ReadOnly _,
                        StoreException.Closed _,
                        StoreException.Unavailable _ ->
                        ApiException.serviceUnavailable(message);
                // No word of retrying: the change may have been made.
                case StoreException.Undecided _ -> ApiException.timeout(message, 0);
                case StoreException.TooLarge _ -> ApiException.tooLarge(message);
                case StoreException.NoSuchLease _,
                        StoreException.Corrupted _,
                        StoreException.InUse _,
                        StoreException.Unusable _ ->
                        ApiException.internal(message);
            };
        } finally {
            RequestContext.took(Layer.STORE, System.nanoTime() - start);
        }
    }
}
