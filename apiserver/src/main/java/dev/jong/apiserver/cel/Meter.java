package dev.jong.apiserver.cel;

/// Counts what one evaluation costs and ends it at the limit, and when the thread is interrupted:
/// its request has run out of time. One thread.
final class Meter {
    /// Rounds of loops between two looks at the thread, as upstream.
    private static final int LOOK = 100;

    private final long limit;
    private long cost;
    private int rounds;

    Meter(long limit) {
        this.limit = limit;
    }

    void add(long units) {
        cost = cost + units < 0 ? Long.MAX_VALUE : cost + units;
        if (cost > limit) {
            throw new CelException.TooCostly("operation cancelled: actual cost limit exceeded");
        }
    }

    /// One more round of a loop begins.
    void round() {
        if (++rounds % LOOK == 0 && Thread.currentThread().isInterrupted()) {
            throw new CelException.TooCostly("operation interrupted");
        }
    }

    long cost() {
        return cost;
    }
}
