package dev.jong.apiserver.cel;

/// Counts what one evaluation costs and ends it at the limit. One thread.
final class Meter {
    private final long limit;
    private long cost;

    Meter(long limit) {
        this.limit = limit;
    }

    void add(long units) {
        cost = cost + units < 0 ? Long.MAX_VALUE : cost + units;
        if (cost > limit) {
            throw new CelException.TooCostly("operation cancelled: actual cost limit exceeded");
        }
    }

    long cost() {
        return cost;
    }
}
