package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.WatchCache;
import dev.jong.store.Entry;
import dev.jong.store.Event;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.WatchBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of one object, as far back as the store keeps history.
final class Past<T extends KubernetesObject> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// History may be compacted while it is read; then it is read again, from a later revision.
    private static final int ATTEMPTS = 5;

    private final Store store;
    private final WatchCache<T> cache;
    private final String key;

    Past(Store store, WatchCache<T> cache, String key) {
        this.store = store;
        this.cache = cache;
        this.key = key;
    }

    /// Its revisions, oldest first; the first is the one that stood when history begins. Empty when
    /// there was no such object.
    List<Notice.Of<T>> read() {
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var notices = attempt();
            if (notices != null) {
                return notices;
            }
        }
        throw ApiException.timeout("Timeout: history is forgotten faster than it can be read", 1);
    }

    /// Absent when history was compacted meanwhile.
    private @Nullable List<Notice.Of<T>> attempt() {
        var begin = store.compactedRevision();
        var end = store.revision();
        var notices = new ArrayList<Notice.Of<T>>();
        if (begin > 0) {
            switch (store.range(new RangeRequest(key, key, begin, 1))) {
                case RangeResult.Found(var entries, _, _) -> {
                    for (var entry : entries) {
                        if (entry.key().equals(key)) {
                            notices.add(put(entry));
                        }
                    }
                }
                case RangeResult.Compacted _ -> {
                    return null;
                }
                case RangeResult.InFuture _ -> {}
            }
        }
        return begin == end || addChanges(begin + 1, end, notices) ? notices : null;
    }

    private boolean addChanges(long begin, long end, List<Notice.Of<T>> to) {
        try (var watch = store.watch(key, begin)) {
            watch.requestProgress();
            while (true) {
                switch (next(watch.poll(PATIENCE))) {
                    case WatchBatch.Events(var events) -> {
                        events.stream()
                                .filter(event -> event.key().equals(key))
                                .map(this::notice)
                                .forEach(to::add);
                        if (events.getLast().revision() >= end) {
                            return true;
                        }
                    }
                    case WatchBatch.Progress(var revision) -> {
                        if (revision >= end) {
                            return true;
                        }
                        watch.requestProgress();
                    }
                    case WatchBatch.Compacted _ -> {
                        return false;
                    }
                    case WatchBatch.Closed _ ->
                            throw ApiException.serviceUnavailable("the store is being closed");
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw ApiException.timeout("the request was interrupted", 0);
        }
    }

    private static WatchBatch next(Optional<WatchBatch> batch) {
        return batch.orElseThrow(
                () -> ApiException.timeout("Timeout: the store did not tell its history", 1));
    }

    private Notice.Of<T> notice(Event event) {
        return switch (event) {
            case Event.Put put -> put(put.entry());
            case Event.Deleted(_, var revision, var previous) ->
                    new Notice.Of<>(
                            Notice.Type.DELETED, cache.version(previous).at(revision), null);
        };
    }

    private Notice.Of<T> put(Entry entry) {
        var created = entry.createRevision() == entry.revision();
        Version<T> version = cache.version(entry);
        return new Notice.Of<>(created ? Notice.Type.ADDED : Notice.Type.MODIFIED, version, null);
    }
}
