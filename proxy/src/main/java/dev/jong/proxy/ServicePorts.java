package dev.jong.proxy;

import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// From Services and EndpointSlices to what this node must do for them. Pure.
final class ServicePorts {
    /// Of Services that another proxy cares for.
    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";

    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private ServicePorts() {}

    /// @param slices those of a Service, by `namespace/name`
    static List<ServicePort> of(
            Collection<Service> services,
            Map<String, List<EndpointSlice>> slices,
            String node,
            Family family) {
        var ports = new ArrayList<ServicePort>();
        for (var service : services) {
            if (!isOurs(service)) continue;
            var own = slices.getOrDefault(key(service), List.of());
            for (var port : service.spec().ports())
                ports.add(port(service, port, own, node, family));
        }
        ports.removeIf(port -> port.clusterIp().isEmpty());
        ports.sort(Comparator.comparing(ServicePort::id));
        return ports;
    }

    private static String key(Service service) {
        return service.metadata().namespace() + "/" + service.metadata().name();
    }

    private static boolean isOurs(Service service) {
        var labels = service.metadata().labels();
        return !"ExternalName".equals(service.spec().type())
                && !"None".equals(service.spec().clusterIp())
                && !labels.containsKey(OTHER_PROXY)
                && !labels.containsKey(HEADLESS);
    }

    private static ServicePort port(
            Service service,
            dev.jong.api.core.v1.ServicePort port,
            List<EndpointSlice> slices,
            String node,
            Family family) {
        var spec = service.spec();
        String name = Objects.requireNonNullElse(port.name(), "");
        String protocol = Objects.requireNonNullElse(port.protocol(), "TCP");
        var endpoints = Endpoints.of(slices, name, protocol, node, family);
        return new ServicePort(
                key(service) + ":" + (name.isEmpty() ? String.valueOf(port.port()) : name),
                protocol.toLowerCase(Locale.ROOT),
                clusterIp(service, family),
                port.port(),
                port.nodePort(),
                externalAddresses(service, family),
                "ClientIP".equals(spec.sessionAffinity()) ? affinitySeconds(service) : 0,
                "Local".equals(spec.internalTrafficPolicy()),
                "Local".equals(spec.externalTrafficPolicy()),
                endpoints.everywhere(),
                endpoints.here());
    }

    private static String clusterIp(Service service, Family family) {
        var all = new ArrayList<>(service.spec().clusterIps());
        String first = service.spec().clusterIp();
        if (all.isEmpty() && first != null) all.add(first);
        return all.stream()
                .filter(address -> !address.isEmpty() && family.has(address))
                .findFirst()
                .orElse("");
    }

    private static List<String> externalAddresses(Service service, Family family) {
        var addresses = new TreeSet<>(service.spec().externalIps());
        for (var ingress : service.status().loadBalancer().ingress()) {
            if (ingress.ip() != null && !"Proxy".equals(ingress.ipMode()))
                addresses.add(ingress.ip());
        }
        return addresses.stream().filter(family::has).toList();
    }

    private static int affinitySeconds(Service service) {
        var config = service.spec().sessionAffinityConfig();
        var client = config == null ? null : config.clientIp();
        Integer seconds = client == null ? null : client.timeoutSeconds();
        return seconds == null ? DEFAULT_AFFINITY_SECONDS : seconds;
    }

    /// Usable endpoints of one port: the ready ones, or, when none is, those that still serve while
    /// they terminate (KEP-1669).
    private record Endpoints(List<Backend> everywhere, List<Backend> here) {
        static Endpoints of(
                List<EndpointSlice> slices,
                String portName,
                String protocol,
                String node,
                Family family) {
            var ready = new TreeSet<Backend>();
            var draining = new TreeSet<Backend>();
            for (var slice : slices) {
                if (!family.addressType().equals(slice.addressType())) continue;
                Integer number = number(slice, portName, protocol);
                if (number == null) continue;
                for (var endpoint : slice.endpoints()) {
                    collect(endpoint, number, node, ready, draining);
                }
            }
            return new Endpoints(
                    List.copyOf(ready.isEmpty() ? draining : ready), local(ready, draining));
        }

        private static List<Backend> local(TreeSet<Backend> ready, TreeSet<Backend> draining) {
            var here = ready.stream().filter(Backend::local).toList();
            return here.isEmpty() ? draining.stream().filter(Backend::local).toList() : here;
        }

        private static @Nullable Integer number(
                EndpointSlice slice, String portName, String protocol) {
            for (var port : slice.ports()) {
                boolean sameName = Objects.requireNonNullElse(port.name(), "").equals(portName);
                boolean sameProtocol =
                        Objects.requireNonNullElse(port.protocol(), "TCP").equals(protocol);
                if (sameName && sameProtocol) return port.port();
            }
            return null;
        }

        private static void collect(
                Endpoint endpoint,
                int port,
                String node,
                TreeSet<Backend> ready,
                TreeSet<Backend> draining) {
            if (endpoint.addresses().isEmpty()) return;
            var conditions = endpoint.conditions();
            boolean isReady = !Boolean.FALSE.equals(conditions.ready());
            boolean drains =
                    !isReady
                            && Boolean.TRUE.equals(conditions.serving())
                            && Boolean.TRUE.equals(conditions.terminating());
            var backend =
                    new Backend(
                            endpoint.addresses().getFirst(),
                            port,
                            node.equals(endpoint.nodeName()));
            if (isReady) ready.add(backend);
            if (drains) draining.add(backend);
        }
    }
}
