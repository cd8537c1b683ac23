package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A [Watcher] of a cache.
final class CacheWatcher<T extends KubernetesObject> implements Watcher<T> {
    private final WatchCache<T> cache;
    private final WatchFilter<T> filter;
    private final ArrayDeque<Notice<T>> initial = new ArrayDeque<>();
    private Change<T> position;
    private long told;

    private volatile @Nullable Thread taker;
    private volatile boolean queued;
    private volatile boolean closed;

    /// Below it in the cache's stack of waiting watchers.
    private @Nullable CacheWatcher<T> nextWaiting;

    CacheWatcher(
            WatchCache<T> cache,
            Change<T> start,
            long revision,
            WatchFilter<T> filter,
            @Nullable Image<Version<T>> first) {
        this.cache = cache;
        this.position = start;
        this.told = revision;
        this.filter = filter;
        if (first != null) {
            first.visit(
                    filter.keyPrefix(),
                    filter.end(),
                    version -> {
                        if (filter.test(version)) {
                            initial.add(new Notice.Of<>(Notice.Type.ADDED, version, null));
                        }
                        return true;
                    });
            initial.add(new Notice.Bookmark<>(revision, true));
        }
    }

    @Override
    public Optional<Notice<T>> poll(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var ready = ready();
            if (ready != null) {
                return Optional.of(ready);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            park(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public @Nullable Notice<T> ready() {
        if (!initial.isEmpty()) {
            return initial.poll();
        }
        while (true) {
            if (closed || cache.closed()) {
                return new Notice.Closed<>();
            }
            var next = position.next();
            if (next == null) {
                return null;
            }
            var content = next.content();
            if (content == null) {
                return new Notice.Expired<>(told, cache.oldestRevision());
            }
            position = next;
            if (next.revision() <= told) {
                continue;
            }
            told = next.revision();
            var notice = notice(next, content);
            if (notice != null) {
                return notice;
            }
        }
    }

    @Override
    public boolean begins() {
        return !initial.isEmpty();
    }

    @Override
    public Notice.Bookmark<T> bookmark() {
        long revision = cache.revision();
        return new Notice.Bookmark<>(
                position.next() == null ? Math.max(revision, told) : told, false);
    }

    private @Nullable Notice<T> notice(Change<T> change, Change.Content<T> content) {
        var now = content.now();
        var before = content.before();
        boolean nowFits = now != null && filter.test(now);
        boolean didFit = before != null && filter.test(before);
        if (nowFits && now != null) {
            var type = didFit ? Notice.Type.MODIFIED : Notice.Type.ADDED;
            return new Notice.Of<>(type, now, change);
        }
        return didFit && before != null
                ? new Notice.Of<>(Notice.Type.DELETED, before.at(change.revision()), change)
                : null;
    }

    private void park(long nanos) {
        taker = Thread.currentThread();
        if (!queued) {
            queued = true;
            cache.await(this);
        }
        if (position.next() == null && !closed && !cache.closed()) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    void wake() {
        var thread = taker;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /// For the cache, which then owns the rest of the stack.
    @Nullable CacheWatcher<T> takeNextWaiting() {
        var next = nextWaiting;
        nextWaiting = null;
        queued = false;
        return next;
    }

    void setNextWaiting(@Nullable CacheWatcher<T> next) {
        nextWaiting = next;
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
