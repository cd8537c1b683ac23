package dev.jong.apiserver.watch;

import dev.jong.api.KubernetesObject;
import dev.jong.store.Event;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries the store's changes to the watch caches, in order, on one thread.
public final class Feed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Feed.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /// How long a decoded object that nobody wants is kept, at least.
    private static final Duration REST = Duration.ofSeconds(30);

    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();

    /// By the prefix of their keys. Guarded by `lock`.
    private final TreeMap<String, WatchCache<?>> caches = new TreeMap<>();

    private volatile long applied;
    private final AtomicInteger waiters = new AtomicInteger();
    private volatile boolean closed;
    private @Nullable Watch watch;
    private @Nullable Thread thread;
    private @Nullable Thread resting;

    public Feed(Store store) {
        this.store = store;
    }

    /// Starts at the store's revision of now; caches are made by [#cache] before or after.
    public void start() {
        applied = store.revision();
        watch = store.watch("", applied + 1);
        thread = Thread.ofVirtual().name("feed").start(this::run);
        resting = Thread.ofVirtual().name("feed-rest").start(this::rest);
    }

    /// The cache of the keys with this prefix, filled before it is returned.
    public <T extends KubernetesObject> WatchCache<T> cache(String prefix, ObjectFormat<T> format) {
        lock.lock();
        try {
            var found = found(store.range(RangeRequest.all(prefix)));
            var cache =
                    new WatchCache<>(
                            prefix, format, this::revision, found.entries(), found.revision());
            var replaced = caches.put(prefix, cache);
            if (replaced != null) {
                replaced.close();
            }
            return cache;
        } finally {
            lock.unlock();
        }
    }

    /// Stops feeding a cache and ends its watches.
    public void drop(WatchCache<?> cache) {
        lock.lock();
        try {
            caches.remove(cache.prefix(), cache);
        } finally {
            lock.unlock();
        }
        cache.close();
    }

    /// Everything up to this revision is in the caches.
    public long revision() {
        return applied;
    }

    /// Waits until the caches have seen everything that was durable when this was called.
    ///
    /// @return false when that did not happen in time
    public boolean awaitNow(Duration patience) {
        return await(store.revision(), patience);
    }

    /// Waits until the caches have seen this revision.
    ///
    /// @return false when that did not happen in time
    public boolean await(long revision, Duration patience) {
        if (applied >= revision) {
            return true;
        }
        long left = patience.toNanos();
        lock.lock();
        waiters.incrementAndGet();
        try {
            while (applied < revision) {
                if (left <= 0 || closed) {
                    return false;
                }
                left = advanced.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.decrementAndGet();
            lock.unlock();
        }
    }

    private void run() {
        while (!closed) {
            var source = watch;
            if (source == null) {
                return;
            }
            try {
                switch (source.take()) {
                    case WatchBatch.Events events -> apply(events.events());
                    case WatchBatch.Progress progress -> advance(progress.revision());
                    case WatchBatch.Compacted _ -> reloadAtLast();
                    case WatchBatch.Closed _ -> {
                        return;
                    }
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void rest() {
        try {
            while (!closed) {
                Thread.sleep(REST);
                all().forEach(WatchCache::rest);
                forgetOld();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void forgetOld() {
        lock.lock();
        try {
            caches.values().forEach(WatchCache::forgetOld);
        } finally {
            lock.unlock();
        }
    }

    private List<WatchCache<?>> all() {
        lock.lock();
        try {
            return List.copyOf(caches.values());
        } finally {
            lock.unlock();
        }
    }

    private void apply(List<Event> events) {
        var touched = new HashSet<WatchCache<?>>();
        lock.lock();
        try {
            for (var event : events) {
                var entry = caches.floorEntry(event.key());
                if (entry != null && event.key().startsWith(entry.getKey())) {
                    apply(event, entry.getValue());
                    touched.add(entry.getValue());
                }
            }
        } finally {
            lock.unlock();
        }
        advance(events.getLast().revision());
        touched.forEach(WatchCache::wake);
    }

    /// What cannot be read must not keep everything else from being seen.
    private static void apply(Event event, WatchCache<?> cache) {
        try {
            cache.apply(event);
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("key", event.key())
                    .addKeyValue("revision", event.revision())
                    .log("Left out an object that cannot be read");
        }
    }

    private void advance(long revision) {
        applied = Math.max(applied, revision);
        if (waiters.get() > 0) {
            lock.lock();
            try {
                advanced.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Tries until the store answers: nothing else can be done, and readers see the old state only
    /// where they may.
    private void reloadAtLast() throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (!closed) {
            try {
                reload();
                return;
            } catch (StoreException e) {
                log.atWarn().setCause(e).log("Could not read all objects anew");
            }
            Thread.sleep(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    /// History was lost: all caches are read anew, their watchers must list again.
    private void reload() {
        log.atWarn()
                .addKeyValue("revision", applied)
                .log("Read all objects anew: the store's history no longer reaches back");
        long revision = store.revision();
        lock.lock();
        try {
            for (var cache : new ArrayList<>(caches.values())) {
                cache.reload(found(store.range(RangeRequest.all(cache.prefix()))));
            }
        } finally {
            lock.unlock();
        }
        watch = store.watch("", revision + 1);
        advance(revision);
    }

    private static RangeResult.Found found(RangeResult result) {
        return switch (result) {
            case RangeResult.Found found -> found;
            case RangeResult.Compacted _, RangeResult.InFuture _ ->
                    throw new IllegalStateException("the newest revision can always be read");
        };
    }

    /// Ends all watches; everything else goes on.
    public void endWatches() {
        lock.lock();
        try {
            caches.values().forEach(WatchCache::close);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        var source = watch;
        if (source != null) {
            source.close();
        }
        lock.lock();
        try {
            advanced.signalAll();
            caches.values().forEach(WatchCache::close);
        } finally {
            lock.unlock();
        }
        for (var runner : new Thread[] {thread, resting}) {
            if (runner != null) {
                runner.interrupt();
            }
        }
    }
}
