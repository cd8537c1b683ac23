package dev.jong.apiserver.service;

import dev.jong.api.networking.v1.IPAddress;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.resources.core.CoreResources;
import dev.jong.apiserver.watch.Version;
import java.util.random.RandomGenerator;

/// Serves Services, with what they are given.
public final class Services {
    private Services() {}

    /// IPAddresses are served already.
    public static void addTo(Registry registry, ServiceNetwork network, RandomGenerator random) {
        var records = new IpAddressRecords(registry.of(IPAddress.KIND));
        var allocation =
                new ServiceAllocation(
                        network.ranges(), network.firstPort(), network.lastPort(), records, random);
        var resource =
                CoreResources.SERVICES.toBuilder()
                        .beforeCreate(ServiceUpdates::created)
                        .beforeUpdate(ServiceUpdates::updated)
                        .build();
        var stored =
                registry.add(resource, allocation).list("", ListQuery.ALL).items().stream()
                        .map(Version::object)
                        .toList();
        stored.forEach(allocation::remember);
        records.repair(stored);
    }
}
