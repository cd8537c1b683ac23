package dev.jong.apiserver.service;

import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a Service of each type needs and has.
final class ServiceTypes {
    static final String NONE = "None";

    private ServiceTypes() {}

    static boolean is(Service service, String type) {
        return type.equals(service.spec().type());
    }

    static boolean needsClusterIp(Service service) {
        return !is(service, "ExternalName");
    }

    static boolean needsNodePorts(Service service) {
        return is(service, "NodePort") || is(service, "LoadBalancer");
    }

    /// New ports are given out unless a balancer does without.
    static boolean allocatesNodePorts(Service service) {
        return is(service, "NodePort")
                || (is(service, "LoadBalancer")
                        && !Boolean.FALSE.equals(service.spec().allocateLoadBalancerNodePorts()));
    }

    static boolean needsHealthPort(Service service) {
        return is(service, "LoadBalancer")
                && "Local".equals(service.spec().externalTrafficPolicy());
    }

    static boolean reachableFromOutside(Service service) {
        return needsNodePorts(service)
                || (is(service, "ClusterIP") && !service.spec().externalIps().isEmpty());
    }

    static boolean isHeadless(Service service) {
        return NONE.equals(service.spec().clusterIp());
    }

    /// The addresses of the service range that it holds.
    static Set<String> clusterIps(Service service) {
        var held = new LinkedHashSet<String>();
        if (needsClusterIp(service) && !isHeadless(service)) {
            held.addAll(service.spec().clusterIps());
            held.removeIf(String::isEmpty);
        }
        return held;
    }

    /// The node ports that it holds, that of its health check too.
    static Set<Integer> nodePorts(Service service) {
        var held = new LinkedHashSet<Integer>();
        for (var port : service.spec().ports()) {
            held.add(port.nodePort());
        }
        held.add(service.spec().healthCheckNodePort());
        held.remove(0);
        return held;
    }

    static boolean sameNodePorts(Service one, Service other) {
        return ports(one).containsAll(ports(other));
    }

    private static List<Integer> ports(Service service) {
        return service.spec().ports().stream()
                .map(ServicePort::nodePort)
                .filter(port -> port != 0)
                .toList();
    }
}
