package dev.jong.apiserver.service;

import dev.jong.api.errors.ApiException;
import java.util.random.RandomGenerator;

/// The ports of the nodes that Services may have.
final class PortPool {
    private final int first;
    private final int last;
    private final RandomGenerator random;
    private final Pool pool;

    PortPool(int first, int last, RandomGenerator random) {
        this.first = first;
        this.last = last;
        this.random = random;
        this.pool = new Pool(last - first + 1L, 32, 128);
    }

    boolean contains(int port) {
        return pool.contains(port - first);
    }

    boolean take(int port) {
        return pool.take(port - first);
    }

    void giveBack(int port) {
        pool.giveBack(port - first);
    }

    int takeAny() {
        long free =
                pool.free(random)
                        .orElseThrow(() ->
                                ApiException.internal(
                                        "failed to allocate a nodePort: range is full"));
        pool.take(free);
        return (int) (first + free);
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
