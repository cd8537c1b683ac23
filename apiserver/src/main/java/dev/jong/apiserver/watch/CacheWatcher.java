package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A [Watcher] of a cache.
final class CacheWatcher<T extends KubernetesObject> implements Watcher<T> {
    private final WatchCache<T> cache;
    private final WatchFilter<T> filter;
    private final ArrayDeque<Notice<T>> initial = new ArrayDeque<>();
    private Change<T> position;
    private long told;

    /// Whose turn it is to take what is ready, once that is shared: the thread that polls has it
    /// except while it is parked.
    private final ReentrantLock turn = new ReentrantLock();

    private volatile @Nullable Teller teller;
    private volatile @Nullable Throwable failure;

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
            if (failure != null) {
                throw new IllegalStateException("what was ready could not be told", failure);
            }
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
    public void share(Teller by) {
        turn.lock();
        teller = by;
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
        if (mustWait()) {
            boolean shared = teller != null;
            if (shared) {
                turn.unlock();
            }
            LockSupport.parkNanos(this, nanos);
            if (shared) {
                turn.lock();
            }
        }
    }

    /// Whether nothing is there; it is woken then by what comes.
    private boolean mustWait() {
        if (!queued) {
            queued = true;
            cache.await(this);
        }
        return position.next() == null && !closed && !cache.closed();
    }

    /// As [#wake], but tells what is ready right here where that is shared: to wake a thread for
    /// each of a crowd costs more than to tell it.
    void tell() {
        var by = teller;
        if (by == null || !turn.tryLock()) {
            wake();
            return;
        }
        try {
            do {
                if (!by.tell()) {
                    wake();
                    return;
                }
            } while (!mustWait());
        } catch (RuntimeException | Error e) {
            failure = e;
            wake();
        } finally {
            turn.unlock();
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
