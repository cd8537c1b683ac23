package dev.jong.cluster.inprocess;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.client.UnreachableException;
import dev.jong.client.Watch;
import dev.jong.client.WatchEvent;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A watch on the registry's own events.
final class InProcessWatch<T extends KubernetesObject> implements Watch<T> {
    /// How long nothing happens before a bookmark says so.
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Watcher<T> watcher;
    private final boolean bookmarks;
    private final long deadline;
    private boolean ended;
    private volatile boolean closed;

    /// @param limit after which the watch ends; null for never
    InProcessWatch(Watcher<T> watcher, boolean bookmarks, @Nullable Duration limit) {
        this.watcher = watcher;
        this.bookmarks = bookmarks;
        this.deadline =
                System.nanoTime() + (limit == null ? Duration.ofDays(3650) : limit).toNanos();
    }

    @Override
    public Optional<WatchEvent<T>> next() {
        try {
            while (!ended) {
                var left = deadline - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                var notice = watcher.poll(Duration.ofNanos(Math.min(left, QUIET.toNanos())));
                if (notice.isPresent()) {
                    var event = event(notice.get());
                    if (event.isPresent() || ended) {
                        return event;
                    }
                } else if (bookmarks) {
                    return event(watcher.bookmark());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        close();
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        watcher.close();
    }

    private Optional<WatchEvent<T>> event(Notice<T> notice) {
        return switch (notice) {
            case Notice.Of<T>(var type, var version, _) ->
                    Optional.of(
                            switch (type) {
                                case ADDED -> new WatchEvent.Added<>(version.object());
                                case MODIFIED -> new WatchEvent.Modified<>(version.object());
                                case DELETED -> new WatchEvent.Deleted<>(version.object());
                            });
            case Notice.Bookmark<T>(var revision, var initialEventsEnd) ->
                    bookmarks
                            ? Optional.of(
                                    new WatchEvent.Bookmark<>(
                                            Long.toString(revision), initialEventsEnd))
                            : Optional.empty();
            case Notice.Expired<T>(var asked, var oldest) -> {
                ended = true;
                yield Optional.of(
                        new WatchEvent.Failed<>(
                                ApiException.expired(
                                        "too old resource version: "
                                                + asked
                                                + " ("
                                                + oldest
                                                + ")")));
            }
            case Notice.Closed<T>() -> {
                ended = true;
                if (!closed) {
                    // Nothing to come back to at once: whoever asks again is to wait a little.
                    throw new UnreachableException(
                            "the API server has stopped", new ClosedChannelException());
                }
                yield Optional.empty();
            }
        };
    }
}
