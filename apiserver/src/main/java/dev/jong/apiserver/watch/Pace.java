package dev.jong.apiserver.watch;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// Calls watchers no more often than they can be told: after many were called, the next call waits
/// about as long as telling these takes, and all that happens in the meantime is told together. A
/// few watchers are called at once, always, and many are after a rest.
///
/// With a thousand watchers and a change every three milliseconds each watcher would otherwise be
/// told of each change alone, and a small message costs almost as much as one with ten changes.
final class Pace {
    /// For each watcher that was called: what telling one and its reading cost on a slow machine of
    /// two cores, with both on it.
    static final long REST_NANOS = 25_000;

    /// What is less is no rest worth a timer: 40 watchers at most.
    static final long SHORTEST_NANOS = 1_000_000;

    static final long LONGEST_NANOS = 25_000_000;

    private final IntSupplier call;
    private final IntSupplier callCrowd;
    private final Timer timer;

    /// These two are guarded by this.
    private long restUntil;

    private boolean waiting;

    /// Nanoseconds, as [System#nanoTime] counts them.
    interface Timer {
        long now();

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

    /// @param call calls all that wait and says how many these were; quick, for whoever brings the
    ///   news
    /// @param callCrowd does the same after a rest, on a thread of its own, which may take as long
    ///   as telling them takes
    Pace(IntSupplier call, IntSupplier callCrowd, Timer timer) {
        this.call = call;
        this.callCrowd = callCrowd;
        this.timer = timer;
        this.restUntil = timer.now();
    }

    /// Calls now, or when those of the last call have rested.
    void ask() {
        synchronized (this) {
            if (waiting) {
                return;
            }
            if (restUntil - timer.now() > 0) {
                waiting = true;
                timer.at(restUntil, this::callRested);
                return;
            }
        }
        call(call);
    }

    private void callRested() {
        synchronized (this) {
            waiting = false;
        }
        call(callCrowd);
    }

    private void call(IntSupplier those) {
        long began = timer.now();
        long rest = Math.min(LONGEST_NANOS, those.getAsInt() * REST_NANOS);
        if (rest >= SHORTEST_NANOS) {
            synchronized (this) {
                restUntil = began + rest;
            }
        }
    }
}
