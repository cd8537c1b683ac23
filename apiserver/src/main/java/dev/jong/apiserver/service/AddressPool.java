package dev.jong.apiserver.service;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// The addresses of one range, without its first and, for IPv4, its last.
record AddressPool(Cidr range, Pool pool) {
    static AddressPool of(Cidr range) {
        long usable = range.size() - (range.isV6() ? 1 : 2);
        return new AddressPool(range, Pool.of(Math.min(usable, 1L << 32), 16, 256));
    }

    boolean contains(IpAddress address) {
        return range.contains(address) && pool.contains(range.offset(address) - 1);
    }

    /// Any address that is not taken.
    Optional<IpAddress> free(Predicate<IpAddress> taken, RandomGenerator random) {
        var free = pool.free(number -> taken.test(address(number)), random);
        return free.isEmpty() ? Optional.empty() : Optional.of(address(free.getAsLong()));
    }

    private IpAddress address(long number) {
        return range.address(number + 1);
    }
}
