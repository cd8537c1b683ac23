package dev.jong.dns;

import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one Service and its endpoints mean in DNS.
///
/// @param externalName the target of a CNAME, when the Service is of type ExternalName
/// @param clusterIps virtual addresses; empty when headless
/// @param ports of a Service with virtual addresses
/// @param hosts first labels of the endpoints of a headless Service, each with its addresses and
///   ports
record ServiceRecords(
        String namespace,
        String name,
        @Nullable String externalName,
        List<InetAddress> clusterIps,
        List<Port> ports,
        Map<String, Host> hosts) {

    /// A named port; `protocol` in lower case.
    record Port(String name, String protocol, int number) {}

    /// One endpoint of a headless Service.
    record Host(List<InetAddress> addresses, Set<Port> ports) {}

    static ServiceRecords of(Service service, List<EndpointSlice> slices) {
        var spec = service.spec();
        String name = service.metadata().name();
        String namespace = Objects.requireNonNullElse(service.metadata().namespace(), "");
        boolean external = "ExternalName".equals(spec.type());
        boolean headless = "None".equals(spec.clusterIp());
        return new ServiceRecords(
                namespace,
                Objects.requireNonNullElse(name, ""),
                external ? spec.externalName() : null,
                external || headless ? List.of() : Addresses.parse(clusterIps(service)),
                headless ? List.of() : servicePorts(service),
                headless ? hosts(slices) : Map.of());
    }

    boolean headless() {
        return externalName == null && clusterIps.isEmpty();
    }

    /// Every address that answers for the Service's own name.
    List<InetAddress> addresses() {
        if (!clusterIps.isEmpty()) return clusterIps;
        return hosts.values().stream()
                .flatMap(host -> host.addresses().stream())
                .distinct()
                .toList();
    }

    private static List<String> clusterIps(Service service) {
        var all = service.spec().clusterIps();
        String single = service.spec().clusterIp();
        return all.isEmpty() && single != null ? List.of(single) : all;
    }

    private static List<Port> servicePorts(Service service) {
        return service.spec().ports().stream()
                .map(port -> new Port(text(port.name()), protocol(port.protocol()), port.port()))
                .toList();
    }

    private static Map<String, Host> hosts(List<EndpointSlice> slices) {
        var hosts = new LinkedHashMap<String, Host>();
        for (var slice : slices) {
            var ports =
                    slice.ports().stream()
                            .filter(port -> port.port() != null)
                            .map(port ->
                                    new Port(
                                            text(port.name()),
                                            protocol(port.protocol()),
                                            port.port()))
                            .toList();
            for (var endpoint : slice.endpoints()) {
                if (Boolean.FALSE.equals(endpoint.conditions().ready())) continue;
                for (var address : Addresses.parse(endpoint.addresses())) {
                    hosts.merge(
                            label(endpoint, address),
                            new Host(List.of(address), Set.copyOf(ports)),
                            ServiceRecords::join);
                }
            }
        }
        return Map.copyOf(hosts);
    }

    private static Host join(Host one, Host other) {
        var addresses = new LinkedHashSet<>(one.addresses());
        addresses.addAll(other.addresses());
        var ports = new LinkedHashSet<>(one.ports());
        ports.addAll(other.ports());
        return new Host(new ArrayList<>(addresses), ports);
    }

    /// The endpoint's hostname, else its address with dashes.
    private static String label(Endpoint endpoint, InetAddress address) {
        String hostname = endpoint.hostname();
        return hostname != null && !hostname.isEmpty() ? hostname : Addresses.dashed(address);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String protocol(@Nullable String value) {
        return value == null ? "tcp" : value.toLowerCase(java.util.Locale.ROOT);
    }
}
