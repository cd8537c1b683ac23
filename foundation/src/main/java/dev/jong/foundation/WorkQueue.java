package dev.jong.foundation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keys that want work, with the meaning of client-go's work queue: a key waits at most once, is
/// worked on by one worker at a time, and when it is added while it is worked on it comes again
/// afterwards. Delayed and failing keys wait apart.
///
/// A worker takes a key, works, then calls [#done]; after success also [#forget], after failure
/// [#retry].
public final class WorkQueue<K> implements AutoCloseable {
    private record Delayed<K>(K key, Instant due, long order) implements Comparable<Delayed<K>> {
        @Override
        public int compareTo(Delayed<K> other) {
            var byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final InstantSource clock;
    private final Backoff backoff;
    private final WorkQueueMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // all guarded by lock
    private final Deque<K> ready = new ArrayDeque<>();
    private final Map<K, Instant> wanted =
            new HashMap<>(); // since when; ready, or to be added again
    private final Set<K> working = new HashSet<>();
    private final PriorityQueue<Delayed<K>> delayed = new PriorityQueue<>();
    private final Map<K, Delayed<K>> delays = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private long order;
    private boolean closed;

    public WorkQueue(InstantSource clock, Backoff backoff, WorkQueueMetrics metrics) {
        this.clock = clock;
        this.backoff = backoff;
        this.metrics = metrics;
    }

    public WorkQueue() {
        this(new MonotonicClock(), Backoff.WORK_QUEUE, WorkQueueMetrics.NONE);
    }

    /// Adds the key; nothing happens when it waits already or the queue is closed.
    public void add(K key) {
        lock.lock();
        try {
            addNow(key);
        } finally {
            lock.unlock();
        }
    }

    /// Adds the key after the delay. Of two delays for one key the earlier counts.
    public void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            if (!delay.isPositive()) {
                addNow(key);
                return;
            }
            if (closed) {
                return;
            }
            var due = clock.instant().plus(delay);
            var present = delays.get(key);
            if (present != null) {
                if (!due.isBefore(present.due)) {
                    return;
                }
                delayed.remove(present);
            }
            var fresh = new Delayed<>(key, due, order++);
            delays.put(key, fresh);
            delayed.add(fresh);
            if (fresh.equals(delayed.peek())) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Adds the key again after its work failed, later each time.
    ///
    /// @return the delay
    public Duration retry(K key) {
        lock.lock();
        try {
            var delay = backoff.delay(failures.merge(key, 1, Integer::sum));
            metrics.retried();
            addAfter(key, delay);
            return delay;
        } finally {
            lock.unlock();
        }
    }

    /// Says that the key's work succeeded: its next failure counts as the first.
    public void forget(K key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /// How often the key failed in a row.
    public int failures(K key) {
        lock.lock();
        try {
            return failures.getOrDefault(key, 0);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a key; empty when the queue is closed and nothing is left.
    public Optional<K> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var key = next();
                if (key != null) {
                    return Optional.of(key);
                }
                if (closed) {
                    return Optional.empty();
                }
                var first = delayed.peek();
                if (first == null) {
                    changed.await();
                } else {
                    var _ =
                            changed.awaitNanos(
                                    Math.max(
                                            1,
                                            Duration.between(clock.instant(), first.due)
                                                    .toNanos()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// A key if one is ready now.
    public Optional<K> poll() {
        lock.lock();
        try {
            return Optional.ofNullable(next());
        } finally {
            lock.unlock();
        }
    }

    /// Says that the worker is through with the key.
    public void done(K key) {
        lock.lock();
        try {
            if (working.remove(key)) {
                metrics.finished(key, clock.instant());
                if (wanted.containsKey(key)) {
                    ready.add(key);
                }
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// How many keys are ready.
    public int size() {
        lock.lock();
        try {
            promote();
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /// Whether no key is ready, delayed or worked on.
    public boolean isIdle() {
        lock.lock();
        try {
            return ready.isEmpty() && delayed.isEmpty() && working.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more keys. What is ready is still handed out, what is delayed is dropped.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            delayed.clear();
            delays.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void addNow(K key) {
        if (closed || wanted.containsKey(key)) {
            return;
        }
        var now = clock.instant();
        wanted.put(key, now);
        metrics.added();
        if (!working.contains(key)) {
            ready.add(key);
            metrics.depth(ready.size());
            changed.signal();
        }
    }

    private @Nullable K next() {
        promote();
        var key = ready.poll();
        if (key == null) {
            return null;
        }
        working.add(key);
        var since = wanted.remove(key);
        metrics.depth(ready.size());
        if (since != null) {
            metrics.started(key, since, clock.instant());
        }
        if (!ready.isEmpty() || !delayed.isEmpty()) {
            changed.signal();
        }
        return key;
    }

    private void promote() {
        var first = delayed.peek();
        if (first == null) {
            return;
        }
        var now = clock.instant();
        while (first != null && !first.due.isAfter(now)) {
            delayed.poll();
            delays.remove(first.key);
            addNow(first.key);
            first = delayed.peek();
        }
    }
}
