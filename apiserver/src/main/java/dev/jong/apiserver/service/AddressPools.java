package dev.jong.apiserver.service;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// All ranges that Service addresses are given out from: those the server began with, and those of
/// ServiceCIDR objects. Not safe for several threads.
final class AddressPools {
    private final List<Cidr> fixed;
    private final Supplier<? extends Collection<Cidr>> added;
    private final RandomGenerator random;

    /// A range that went keeps its pool: what was given out of it comes back to it.
    private final Map<Cidr, AddressPool> pools = new LinkedHashMap<>();

    /// @param fixed one or two, of different families, the primary first
    /// @param added the ranges that may be given out from as well, at any time
    AddressPools(
            List<Cidr> fixed, Supplier<? extends Collection<Cidr>> added, RandomGenerator random) {
        this.fixed = List.copyOf(fixed);
        this.added = added;
        this.random = random;
    }

    /// `IPv4`, `IPv6`, the primary first.
    List<String> families() {
        return fixed.stream().map(range -> range.base().family()).toList();
    }

    /// The pools to give addresses of a family from, in the order in which they are tried.
    List<AddressPool> of(String family) {
        var usable = new ArrayList<>(fixed);
        usable.addAll(added.get());
        return usable.stream()
                .filter(range -> range.base().family().equals(family))
                .distinct()
                .map(this::pool)
                .toList();
    }

    /// The pool that an address can be taken from.
    Optional<AddressPool> usableFor(IpAddress address) {
        return of(address.family()).stream().filter(pool -> pool.contains(address)).findFirst();
    }

    /// The address is taken: no pool is to give it out.
    void take(IpAddress address) {
        holding(address).forEach(pool -> pool.take(address));
    }

    void giveBack(IpAddress address) {
        holding(address).forEach(pool -> pool.giveBack(address));
    }

    /// Ranges may overlap.
    private List<AddressPool> holding(IpAddress address) {
        of(address.family());
        return pools.values().stream().filter(pool -> pool.contains(address)).toList();
    }

    private AddressPool pool(Cidr range) {
        return pools.computeIfAbsent(range, _ -> new AddressPool(range, random));
    }
}
