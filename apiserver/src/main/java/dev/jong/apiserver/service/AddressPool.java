package dev.jong.apiserver.service;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The addresses of one range, without its first and, for IPv4, its last.
final class AddressPool {
    private final Cidr range;
    private final RandomGenerator random;
    private final Pool pool;

    AddressPool(Cidr range, RandomGenerator random) {
        this.range = range;
        this.random = random;
        long usable = range.size() - (range.isV6() ? 1 : 2);
        this.pool = new Pool(Math.min(usable, 1L << 32), 16, 256);
    }

    Cidr range() {
        return range;
    }

    boolean contains(IpAddress address) {
        return range.contains(address) && pool.contains(number(address));
    }

    boolean take(IpAddress address) {
        return pool.take(number(address));
    }

    void giveBack(IpAddress address) {
        if (range.contains(address)) {
            pool.giveBack(number(address));
        }
    }

    Optional<IpAddress> takeAny() {
        var free = pool.free(random);
        if (free.isEmpty()) {
            return Optional.empty();
        }
        pool.take(free.getAsLong());
        return Optional.of(range.address(free.getAsLong() + 1));
    }

    private long number(IpAddress address) {
        return range.contains(address) ? range.offset(address) - 1 : -1;
    }
}
