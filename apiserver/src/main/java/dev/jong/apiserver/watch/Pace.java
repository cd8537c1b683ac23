package dev.jong.apiserver.watch;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Calls watchers no more often than they can be told. A few are woken at once, always. A crowd is
/// told by a thread of its own: at once after a rest, and while changes keep coming in turns, each
/// watcher once a turn and one after the other, so that the work is spread over the turn and what
/// happens in the meantime is told together.
///
/// With a thousand watchers and a change every three milliseconds each watcher would otherwise be
/// told of each change alone, and a small message costs almost as much as one with ten changes.
final class Pace<W> {
    /// For each watcher of a turn: what telling one and its reading cost on a slow machine of two
    /// cores, with both on it.
    static final long REST_NANOS = 25_000;

    /// A shorter turn is not worth a timer: 40 watchers at most are no crowd.
    static final long SHORTEST_NANOS = 1_000_000;

    static final long LONGEST_NANOS = 25_000_000;

    /// Those whose time comes in less are told together.
    private static final long TOGETHER_NANOS = 2_000_000;

    private final Supplier<List<W>> takeWaiting;
    private final Consumer<W> wake;
    private final Consumer<W> tell;
    private final Timer timer;

    /// These three are guarded by this. While a turn is under way or set for later, news only have
    /// to be noted.
    private boolean underWay;

    private boolean news;
    private long restUntil;

    /// Nanoseconds, as [System#nanoTime] counts them.
    interface Timer {
        long now();

        /// Runs the task at this time, or at once when it has passed, on another thread.
        void at(long time, Runnable task);
    }

    /// On threads of its own.
    enum Threads implements Timer {
        SYSTEM;

        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public void at(long time, Runnable task) {
            Thread.ofVirtual()
                    .name("watch-pace")
                    .start(() -> {
                        for (long left = time - now(); left > 0; left = time - now()) {
                            LockSupport.parkNanos(left);
                        }
                        task.run();
                    });
        }
    }

    /// @param takeWaiting takes all who wait, those who have waited longest first
    /// @param wake quick, for whoever brings the news
    /// @param tell may take as long as telling one takes, and must not fail
    Pace(Supplier<List<W>> takeWaiting, Consumer<W> wake, Consumer<W> tell, Timer timer) {
        this.takeWaiting = takeWaiting;
        this.wake = wake;
        this.tell = tell;
        this.timer = timer;
        this.restUntil = timer.now();
    }

    /// Calls now, or in the turn that follows the one under way.
    void ask() {
        List<W> few;
        synchronized (this) {
            if (underWay) {
                news = true;
                return;
            }
            long now = timer.now();
            if (restUntil - now > 0) {
                underWay = true;
                timer.at(restUntil, this::takeTurn);
                return;
            }
            few = takeWaiting.get();
            if (length(few.size()) >= SHORTEST_NANOS) {
                var crowd = few;
                underWay = true;
                timer.at(now, () -> tellAtOnce(crowd));
                return;
            }
        }
        few.forEach(wake);
    }

    private static long length(int watchers) {
        return Math.min(LONGEST_NANOS, watchers * REST_NANOS);
    }

    private void tellAtOnce(List<W> crowd) {
        long began = timer.now();
        crowd.forEach(tell);
        end(began + length(crowd.size()));
    }

    private void takeTurn() {
        long began = timer.now();
        synchronized (this) {
            news = false;
        }
        tellFrom(0, takeWaiting.get(), began);
    }

    /// Tells those whose time has come or is about to, and sets a time for the others.
    private void tellFrom(int first, List<W> crowd, long began) {
        long length = length(crowd.size());
        int next = first;
        while (next < crowd.size()
                && timeOf(next, crowd, length) - TOGETHER_NANOS <= timer.now() - began) {
            tell.accept(crowd.get(next++));
        }
        if (next == crowd.size()) {
            end(began + length);
        } else {
            int rest = next;
            timer.at(began + timeOf(next, crowd, length), () -> tellFrom(rest, crowd, began));
        }
    }

    private static long timeOf(int index, List<?> crowd, long length) {
        return index * length / crowd.size();
    }

    private synchronized void end(long rested) {
        restUntil = rested;
        underWay = news;
        if (news) {
            timer.at(rested, this::takeTurn);
        }
    }
}
