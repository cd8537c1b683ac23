package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.core.v1.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// How a changed Service keeps what it was given, and drops what its new type has no use for.
///
/// Clients that send no address or node port mean the one they have; clients that send back what
/// they read while changing the type do not mean to keep it.
public final class ServiceUpdates {
    private static final Set<String> POLICIES = Set.of("Cluster", "Local");

    private ServiceUpdates() {}

    /// A new Service with `clusterIP` and `clusterIPs` in accord, and without what means nothing
    /// for a name alone.
    public static Service created(Service asked) {
        var service = named(asked);
        var single = service.spec().clusterIp();
        return single != null && service.spec().clusterIps().isEmpty()
                ? service.mapSpec(spec -> spec.withClusterIps(List.of(single)))
                : service;
    }

    /// Wrong values stay, to be refused.
    private static Service named(Service service) {
        var policy = service.spec().internalTrafficPolicy();
        return ServiceTypes.is(service, "ExternalName")
                        && policy != null
                        && POLICIES.contains(policy)
                ? service.mapSpec(spec -> spec.withInternalTrafficPolicy(null))
                : service;
    }

    public static Service updated(Service asked, Service old) {
        var now = named(asked);
        var spec = keepAllocated(withAccord(now, old), old);
        return now.withSpec(dropUnused(now.withSpec(spec), old));
    }

    /// Who knows only one of the two fields changes the other with it.
    private static ServiceSpec withAccord(Service now, Service old) {
        var spec = now.spec();
        var single = spec.clusterIp();
        boolean sameSingle = Objects.equals(single, old.spec().clusterIp());
        boolean sameList = spec.clusterIps().equals(old.spec().clusterIps());
        if (!sameSingle && spec.clusterIps().isEmpty() && single != null) {
            return spec.withClusterIps(List.of(single));
        }
        if (!sameSingle && sameList) {
            if (single == null) {
                return spec.withClusterIps(List.of());
            }
            var list = new ArrayList<>(spec.clusterIps());
            if (list.isEmpty()) {
                list.add(single);
            } else {
                list.set(0, single);
            }
            return spec.withClusterIps(list);
        }
        return spec;
    }

    private static ServiceSpec keepAllocated(ServiceSpec spec, Service old) {
        var kept = spec;
        boolean addressed = !"ExternalName".equals(spec.type()) && ServiceTypes.needsClusterIp(old);
        if (addressed) {
            if (spec.clusterIp() == null) {
                kept = kept.withClusterIp(old.spec().clusterIp());
            }
            if (spec.clusterIps().isEmpty()
                    && Objects.equals(kept.clusterIp(), old.spec().clusterIp())) {
                kept = kept.withClusterIps(old.spec().clusterIps());
            }
        }
        boolean onNodes = "NodePort".equals(spec.type()) || "LoadBalancer".equals(spec.type());
        if (onNodes && ServiceTypes.needsNodePorts(old)) {
            kept = kept.withPorts(keepNodePorts(spec.ports(), old.spec().ports()));
        }
        boolean checked =
                "LoadBalancer".equals(spec.type()) && "Local".equals(spec.externalTrafficPolicy());
        if (checked && ServiceTypes.needsHealthPort(old) && spec.healthCheckNodePort() == 0) {
            kept = kept.withHealthCheckNodePort(old.spec().healthCheckNodePort());
        }
        return kept;
    }

    private static List<ServicePort> keepNodePorts(List<ServicePort> now, List<ServicePort> old) {
        record Place(String protocol, int port) {
            static Place of(ServicePort port) {
                var protocol = port.protocol();
                return new Place(protocol == null ? "TCP" : protocol, port.port());
            }
        }
        var known = new HashMap<Place, Integer>();
        old.forEach(port -> known.put(Place.of(port), port.nodePort()));
        now.forEach(port -> known.values().remove(port.nodePort()));
        return now.stream()
                .map(port ->
                        port.nodePort() == 0
                                ? port.withNodePort(known.getOrDefault(Place.of(port), 0))
                                : port)
                .toList();
    }

    private static ServiceSpec dropUnused(Service now, Service old) {
        var before = old.spec();
        var kept = now.spec().toBuilder();
        var spec = now.spec();
        if (ServiceTypes.needsClusterIp(old) && !ServiceTypes.needsClusterIp(now)) {
            if (Objects.equals(spec.clusterIp(), before.clusterIp())
                    && spec.clusterIps().equals(before.clusterIps())) {
                kept.clusterIp(null).clusterIps(List.of());
            }
            if (spec.ipFamilies().equals(before.ipFamilies())) {
                kept.ipFamilies(List.of());
            }
            if (Objects.equals(spec.ipFamilyPolicy(), before.ipFamilyPolicy())) {
                kept.ipFamilyPolicy(null);
            }
        }
        if (ServiceTypes.needsNodePorts(old)
                && !ServiceTypes.needsNodePorts(now)
                && ServiceTypes.sameNodePorts(old, now)) {
            kept.ports(spec.ports().stream().map(port -> port.withNodePort(0)).toList());
        }
        if (ServiceTypes.needsHealthPort(old)
                && !ServiceTypes.needsHealthPort(now)
                && spec.healthCheckNodePort() == before.healthCheckNodePort()) {
            kept.healthCheckNodePort(0);
        }
        if (ServiceTypes.is(old, "LoadBalancer") && !ServiceTypes.is(now, "LoadBalancer")) {
            if (Objects.equals(
                    spec.allocateLoadBalancerNodePorts(), before.allocateLoadBalancerNodePorts())) {
                kept.allocateLoadBalancerNodePorts(null);
            }
            if (Objects.equals(spec.loadBalancerClass(), before.loadBalancerClass())) {
                kept.loadBalancerClass(null);
            }
        }
        if (ServiceTypes.reachableFromOutside(old)
                && !ServiceTypes.reachableFromOutside(now)
                && Objects.equals(spec.externalTrafficPolicy(), before.externalTrafficPolicy())) {
            kept.externalTrafficPolicy(null);
        }
        return kept.build();
    }
}
