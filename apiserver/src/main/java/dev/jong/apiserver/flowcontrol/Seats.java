package dev.jong.apiserver.flowcontrol;

import java.util.concurrent.atomic.AtomicInteger;

/// How many requests may be served at a time. Taking and giving are one compare-and-set each as
/// long as nobody waits.
final class Seats {
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile int limit;

    /// The most that were wanted at a time since the last look; updated without a lock, so a peak
    /// may be missed when another is higher.
    private volatile int peak;

    int limit() {
        return limit;
    }

    void limit(int count) {
        limit = count;
    }

    int taken() {
        return taken.get();
    }

    int waiting() {
        return waiting.get();
    }

    /// Takes seats unless somebody waits for some.
    boolean takeAtOnce(int count) {
        return waiting.get() == 0 && take(count);
    }

    /// A request that wants more seats than there are gets them when it is alone.
    boolean take(int count) {
        while (true) {
            int now = taken.get();
            if (limit == 0 || (now > 0 && now + count > limit)) {
                return false;
            }
            if (taken.compareAndSet(now, now + count)) {
                note(now + count);
                return true;
            }
        }
    }

    /// Takes seats that are not limited.
    void takeAnyway(int count) {
        note(taken.addAndGet(count));
    }

    void give(int count) {
        taken.addAndGet(-count);
    }

    void waits() {
        note(taken.get() + waiting.incrementAndGet());
    }

    void waitsNoMore() {
        waiting.decrementAndGet();
    }

    private void note(int wanted) {
        if (wanted > peak) {
            peak = wanted;
        }
    }

    /// The most that were wanted since this was last asked.
    int peak() {
        int seen = peak;
        peak = taken.get() + waiting.get();
        return seen;
    }
}
