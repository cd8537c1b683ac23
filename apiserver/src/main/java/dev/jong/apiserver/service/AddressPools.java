package dev.jong.apiserver.service;

import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// All ranges that Service addresses are given out from: those the server began with, and those of
/// ServiceCIDR objects.
///
/// @param fixed one or two, of different families, the primary first
/// @param added the ranges that may be given out from as well, at any time
record AddressPools(List<Cidr> fixed, Supplier<? extends Collection<Cidr>> added) {
    AddressPools {
        fixed = List.copyOf(fixed);
    }

    /// `IPv4`, `IPv6`, the primary first.
    List<String> families() {
        return fixed.stream().map(range -> range.base().family()).toList();
    }

    /// Every pool, of whatever family.
    List<AddressPool> all() {
        return families().stream().distinct().map(this::of).flatMap(List::stream).toList();
    }

    /// The pools to give addresses of a family from, in the order in which they are tried.
    List<AddressPool> of(String family) {
        var usable = new ArrayList<>(fixed);
        usable.addAll(added.get());
        return usable.stream()
                .filter(range -> range.base().family().equals(family))
                .distinct()
                .map(AddressPool::of)
                .toList();
    }

    /// The pool that an address can be taken from.
    Optional<AddressPool> usableFor(IpAddress address) {
        return of(address.family()).stream().filter(pool -> pool.contains(address)).findFirst();
    }
}
