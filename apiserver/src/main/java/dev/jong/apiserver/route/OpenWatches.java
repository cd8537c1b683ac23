package dev.jong.apiserver.route;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The watches that clients have open. When the server ends they can be ended one after the other,
/// so that their clients do not all come to another server at once
/// (`--shutdown-watch-termination-grace-period`).
public final class OpenWatches {
    /// Fewer would keep the server longer than they spare others.
    private static final long FEWEST_PER_SECOND = 200;

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private volatile boolean ending;

    /// Compared by identity.
    private final class Open implements Leaving {
        private final Runnable end;

        Open(Runnable end) {
            this.end = end;
        }

        @Override
        public void close() {
            open.remove(this);
            if (ending) {
                lock.lock();
                try {
                    fewer.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /// To be closed when the watch has ended.
    interface Leaving extends AutoCloseable {
        @Override
        void close();
    }

    /// A watch begins.
    ///
    /// @param end ends it
    Leaving begins(Runnable end) {
        var one = new Open(end);
        open.add(one);
        if (ending) {
            end.run();
        }
        return one;
    }

    /// Ends all watches, spread over this time or faster, and returns when they have ended or the
    /// time is over. Those that still begin end at once.
    public void end(Duration grace) throws InterruptedException {
        ending = true;
        var all = List.copyOf(open);
        long until = System.nanoTime() + grace.toNanos();
        long pause = pauseNanos(all.size(), grace);
        long next = System.nanoTime();
        for (var one : all) {
            one.end.run();
            next += pause;
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
        lock.lock();
        try {
            long left = until - System.nanoTime();
            while (!open.isEmpty() && left > 0) {
                left = fewer.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// From the end of one watch to that of the next.
    static long pauseNanos(int count, Duration grace) {
        return Math.min(NANOS_PER_SECOND / FEWEST_PER_SECOND, grace.toNanos() / Math.max(1, count));
    }
}
