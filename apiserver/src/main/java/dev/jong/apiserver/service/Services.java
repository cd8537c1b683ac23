package dev.jong.apiserver.service;

import dev.jong.api.net.Cidr;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.ServiceCIDR;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.resources.core.CoreResources;
import dev.jong.apiserver.watch.Version;
import dev.jong.foundation.Metrics;
import dev.jong.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Serves Services, with what they are given.
public final class Services {
    private Services() {}

    /// IPAddresses are served already.
    ///
    /// @param alone whether no other server works on the store
    /// @return what has to be closed
    public static ServiceRepair addTo(
            Registry registry,
            Store store,
            ServiceNetwork network,
            RandomGenerator random,
            Metrics metrics,
            boolean alone) {
        var records = new IpAddressRecords(registry.of(IPAddress.KIND));
        var ranges = registry.of(ServiceCIDR.KIND);
        var addresses = new AddressPools(network.ranges(), () -> ready(ranges));
        var ports = new StoredPorts(store, network.firstPort(), network.lastPort());
        var figures = new AllocationFigures(metrics);
        var nodePorts =
                new PortAllocation(network.firstPort(), network.lastPort(), ports, random, figures);
        figures.tell(addresses, records, nodePorts);
        var allocation = new ServiceAllocation(addresses, records, nodePorts, random, figures);
        var resource =
                CoreResources.SERVICES.toBuilder()
                        .beforeCreate(ServiceUpdates::created)
                        .beforeUpdate(ServiceUpdates::updated)
                        .build();
        var services = registry.add(resource, allocation);
        return new ServiceRepair(services, records, ports, metrics).start(alone);
    }

    /// The ranges of ServiceCIDR objects (KEP-1880); one that is said not to be ready, or goes, is
    /// not given out from. Where nothing is said no controller may be at work, and it counts as
    /// ready.
    private static List<Cidr> ready(Verbs<ServiceCIDR> ranges) {
        return ranges.list("", ListQuery.ALL).items().stream()
                .map(Version::object)
                .filter(range -> range.metadata().deletionTimestamp() == null)
                .filter(range ->
                        range.status().conditions().stream()
                                .filter(condition -> condition.type().equals("Ready"))
                                .allMatch(condition -> condition.status().equals("True")))
                .flatMap(range -> range.spec().cidrs().stream())
                .map(Cidr::parse)
                .flatMap(Optional::stream)
                .toList();
    }
}
