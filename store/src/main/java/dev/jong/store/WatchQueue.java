package dev.jong.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A watch: fresh events come through a bounded queue, older ones are read from history. It is
/// `behind` when its next event must come from history; then the queue is left alone until the
/// reader has caught up.
final class WatchQueue implements Watch {
    private static final int CHUNK = 1000;

    private final State state;
    private final Watchers watchers;
    private final String prefix;
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private List<Event> fresh = new ArrayList<>();
    private boolean behind = true;
    private long progressAt;
    private boolean closed;
    private @Nullable WatchBatch last;

    /// Every event before this revision is delivered or in the queue. The reader's own while
    /// behind, else guarded by lock.
    private long next;

    private WatchQueue(State state, Watchers watchers, String prefix, int bound) {
        this.state = state;
        this.watchers = watchers;
        this.prefix = prefix;
        this.bound = bound;
    }

    static WatchQueue open(
            State state, Watchers watchers, String prefix, long startRevision, int bound) {
        var queue = new WatchQueue(state, watchers, prefix, bound);
        watchers.add(queue);
        queue.lock.lock();
        try {
            queue.next = startRevision > 0 ? startRevision : state.revision() + 1;
        } finally {
            queue.lock.unlock();
        }
        return queue;
    }

    String prefix() {
        return prefix;
    }

    /// From the commit thread: what happened up to the revision.
    ///
    /// @param unknown whether events were not gathered, because there seemed to be no watch
    void offer(List<Event> events, boolean unknown, long revision) {
        lock.lock();
        try {
            if (behind) {
                changed.signal();
                return;
            }
            if (unknown || fresh.size() + events.size() > bound) {
                behind = true;
                changed.signal();
                return;
            }
            for (var event : events) {
                if (event.revision() >= next) {
                    fresh.add(event);
                }
            }
            next = Math.max(next, revision + 1);
            if (!fresh.isEmpty() || progressAt > 0) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public WatchBatch take() throws InterruptedException {
        while (true) {
            var batch = poll(Duration.ofDays(1));
            if (batch.isPresent()) {
                return batch.get();
            }
        }
    }

    @Override
    public Optional<WatchBatch> poll(Duration patience) throws InterruptedException {
        var nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                var ready = ready();
                if (ready != null) {
                    return Optional.of(ready);
                }
                if (behind && next <= state.revision()) {
                    var missed = readHistory();
                    if (missed != null) {
                        return Optional.of(missed);
                    }
                } else if (behind && next == state.revision() + 1) {
                    behind = false;
                } else if (nanos <= 0) {
                    return Optional.empty();
                } else {
                    nanos = changed.awaitNanos(nanos);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable WatchBatch ready() {
        if (closed) {
            return last == null ? new WatchBatch.Closed() : last;
        }
        if (!fresh.isEmpty()) {
            var events = fresh;
            fresh = new ArrayList<>();
            return new WatchBatch.Events(events);
        }
        if (progressAt > 0 && !behind && next > progressAt) {
            var progress = new WatchBatch.Progress(progressAt);
            progressAt = 0;
            return progress;
        }
        return null;
    }

    /// The next events from history; absent when none of those looked at matched. Gives up the lock
    /// while it reads.
    private @Nullable WatchBatch readHistory() {
        var from = next;
        var until = state.revision();
        var events = new ArrayList<Event>();
        var compacted = false;
        var revision = from;
        lock.unlock();
        try {
            while (revision <= until && events.size() < CHUNK) {
                for (var version : state.history.at(revision)) {
                    if (version.of.key.startsWith(prefix)) {
                        events.add(State.event(version, null));
                    }
                }
                revision++;
            }
        } catch (Version.Forgotten gone) {
            compacted = true;
        } finally {
            lock.lock();
        }
        if (compacted || from <= state.history.compacted()) {
            last = new WatchBatch.Compacted(state.history.compacted());
            closed = true;
            watchers.remove(this);
            return last;
        }
        next = revision;
        return events.isEmpty() ? null : new WatchBatch.Events(events);
    }

    @Override
    public void requestProgress() {
        lock.lock();
        try {
            progressAt = Math.max(progressAt, state.revision());
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watchers.remove(this);
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
