package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Snapshot;
import dev.jong.apiserver.watch.Tally;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.WatchFilter;
import dev.jong.apiserver.watch.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// get, list and watch of one resource.
final class Reading<T extends KubernetesObject> {
    /// How long a read waits for the cache to catch up, as upstream's watch cache does.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int FIRST_ROOM = 64;

    private static final String EXPIRED_TOKEN =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list"
                    + " without the continue parameter, or use the continue token in this response to retrieve the"
                    + " remainder of the results. Continuing with the provided token results in an inconsistent list -"
                    + " objects that were created, modified, or deleted between the time the first chunk was returned"
                    + " and now may show up in the list.";

    private final Resource<T> resource;
    private final ObjectStore<T> objects;
    private final LongAdder lists = new LongAdder();
    private final LongAdder fetched = new LongAdder();
    private final LongAdder returned = new LongAdder();

    Reading(Resource<T> resource, ObjectStore<T> objects) {
        this.resource = resource;
        this.objects = objects;
    }

    Version<T> get(String namespace, String name, String resourceVersion) {
        if (!resourceVersion.isEmpty()) {
            awaitAtLeast(Revisions.parse(resourceVersion));
        }
        return objects.get(namespace, name);
    }

    List<Notice.Of<T>> history(String namespace, String name) {
        var past = objects.history(namespace, name);
        if (past.isEmpty()) {
            throw objects.notFound(name);
        }
        return past;
    }

    Listing<T> list(String namespace, ListQuery query) {
        var filter = filter(namespace, query);
        if (!query.continueToken().isEmpty()) {
            return listOn(filter, query);
        }
        return page(snapshot(query), filter, "", query);
    }

    private Listing<T> listOn(WatchFilter<T> filter, ListQuery query) {
        var token = ContinueToken.parse(query.continueToken());
        if (!query.resourceVersion().isEmpty() && !query.resourceVersion().equals("0")) {
            throw ApiException.badRequest(
                    "specifying resource version is not allowed when using continue");
        }
        if (token.revision() < 0) {
            awaitNow();
            return page(objects.cache().snapshot(), filter, token.start(), query);
        }
        var snapshot = objects.snapshotAt(token.revision()).orElse(null);
        if (snapshot == null) {
            var fresh = new ContinueToken(-1, token.start()).encoded();
            throw ApiException.expiredContinue(EXPIRED_TOKEN, fresh);
        }
        return page(snapshot, filter, token.start(), query);
    }

    /// The same with what was listed here.
    Tally listed(Tally tally) {
        return tally.listed(lists.sum(), fetched.sum(), returned.sum());
    }

    private Snapshot<T> snapshot(ListQuery query) {
        var version = query.resourceVersion();
        if (version.isEmpty()) {
            awaitNow();
            return objects.cache().snapshot();
        }
        long revision = Revisions.listed(version);
        boolean exact =
                query.match().equals("Exact")
                        || query.match().isEmpty() && query.limit() > 0 && revision > 0;
        awaitAtLeast(revision);
        if (!exact) {
            return objects.cache().snapshot();
        }
        return objects.snapshotAt(revision)
                .orElseThrow(() ->
                        ApiException.expired(
                                "The resourceVersion for the provided list is too old."));
    }

    private Listing<T> page(
            Snapshot<T> snapshot, WatchFilter<T> filter, String start, ListQuery query) {
        int limit =
                query.limit() <= 0
                        ? Integer.MAX_VALUE
                        : (int) Math.min(query.limit(), Integer.MAX_VALUE - 1);
        var items = new ArrayList<Version<T>>(Math.min(snapshot.image().size(), FIRST_ROOM));
        var more = new boolean[1];
        var seen = new int[1];
        snapshot.image()
                .visit(
                        filter.keyPrefix() + start,
                        filter.end(),
                        version -> {
                            seen[0]++;
                            if (!filter.test(version)) {
                                return true;
                            }
                            if (items.size() == limit) {
                                more[0] = true;
                                return false;
                            }
                            items.add(version);
                            return true;
                        });
        lists.increment();
        fetched.add(seen[0]);
        returned.add(items.size());
        if (!more[0]) {
            return new Listing<>(items, snapshot.revision(), "", null);
        }
        var next = items.getLast().key().substring(filter.keyPrefix().length()) + "\0";
        var token = new ContinueToken(snapshot.revision(), next).encoded();
        Long remaining =
                query.selective()
                        ? null
                        : (long) snapshot.image().count(filter.keyPrefix() + next, filter.end());
        return new Listing<>(items, snapshot.revision(), token, remaining);
    }

    Watcher<T> watch(String namespace, ListQuery query, InitialEvents initialEvents) {
        var filter = filter(namespace, query);
        var version = query.resourceVersion();
        long revision = version.isEmpty() ? 0 : Revisions.watched(version);
        if (version.isEmpty()) {
            awaitNow();
        } else if (initialEvents == InitialEvents.WANTED) {
            awaitAtLeast(revision);
        }
        return switch (initialEvents) {
            case WANTED -> objects.cache().watchAll(filter);
            case UNSAID ->
                    revision == 0 ? objects.cache().watchAll(filter) : watchFrom(revision, filter);
            case UNWANTED ->
                    watchFrom(
                            revision == 0 ? objects.cache().snapshot().revision() : revision,
                            filter);
        };
    }

    private Watcher<T> watchFrom(long revision, WatchFilter<T> filter) {
        return objects.cache()
                .watchFrom(revision, filter)
                .orElseThrow(() -> tooOld(revision, objects.cache().oldestRevision()));
    }

    static ApiException tooOld(long asked, long oldest) {
        return ApiException.expired("too old resource version: " + asked + " (" + oldest + ")");
    }

    private void awaitNow() {
        if (!objects.awaitNow(PATIENCE)) {
            throw ApiException.timeout("Timeout: the cache did not catch up with the store", 1);
        }
    }

    private void awaitAtLeast(long revision) {
        if (revision > 0 && !objects.await(revision, PATIENCE)) {
            throw ApiException.tooLargeResourceVersion(revision, objects.revision(), 1);
        }
    }

    private WatchFilter<T> filter(String namespace, ListQuery query) {
        var labels = FieldLabels.of(resource);
        query.fields().terms().forEach(term -> labels.demand(term.field()));
        var prefix = resource.kind().namespaced() && !namespace.isEmpty() ? namespace + "/" : "";
        return new WatchFilter<>(prefix, query.selective() ? condition(query) : null);
    }

    private @Nullable Predicate<T> condition(ListQuery query) {
        var also = query.also();
        return object ->
                query.labels().matches(object.metadata().labels())
                        && query.fields().matches(field -> value(object, field))
                        && (also == null || also.test(object));
    }

    private String value(T object, String field) {
        return switch (field) {
            case "metadata.name" -> Metadata.name(object.metadata());
            case "metadata.namespace" -> Metadata.namespace(object.metadata());
            default -> {
                var read = resource.fields().get(field);
                yield read == null ? "" : read.apply(object);
            }
        };
    }
}
