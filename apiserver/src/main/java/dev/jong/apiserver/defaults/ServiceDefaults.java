package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.IntOrString;
import dev.jong.api.core.v1.ClientIPConfig;
import dev.jong.api.core.v1.LoadBalancerStatus;
import dev.jong.api.core.v1.Service;
import dev.jong.api.core.v1.ServicePort;
import dev.jong.api.core.v1.ServiceSpec;
import dev.jong.api.core.v1.SessionAffinityConfig;
import org.jspecify.annotations.Nullable;

/// What a Service gets that does not say otherwise.
final class ServiceDefaults {
    /// Three hours.
    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    static Service apply(Service service) {
        var spec = spec(service.spec());
        var defaulted = service.withSpec(spec);
        return "LoadBalancer".equals(spec.type())
                ? defaulted.withStatus(
                        service.status()
                                .withLoadBalancer(balancer(service.status().loadBalancer())))
                : defaulted;
    }

    private static ServiceSpec spec(ServiceSpec spec) {
        var type = requireNonNullElse(spec.type(), "ClusterIP");
        var affinity = requireNonNullElse(spec.sessionAffinity(), "None");
        boolean balanced = type.equals("LoadBalancer");
        boolean outside =
                balanced
                        || type.equals("NodePort")
                        || (type.equals("ClusterIP") && !spec.externalIps().isEmpty());
        return spec.toBuilder()
                .type(type)
                .sessionAffinity(affinity)
                .sessionAffinityConfig(affinityConfig(affinity, spec.sessionAffinityConfig()))
                .ports(spec.ports().stream().map(ServiceDefaults::port).toList())
                .externalTrafficPolicy(
                        spec.externalTrafficPolicy() == null && outside
                                ? "Cluster"
                                : spec.externalTrafficPolicy())
                .internalTrafficPolicy(
                        spec.internalTrafficPolicy() == null && !type.equals("ExternalName")
                                ? "Cluster"
                                : spec.internalTrafficPolicy())
                .allocateLoadBalancerNodePorts(
                        balanced
                                ? requireNonNullElse(spec.allocateLoadBalancerNodePorts(), true)
                                : spec.allocateLoadBalancerNodePorts())
                .build();
    }

    private static @Nullable SessionAffinityConfig affinityConfig(
            String affinity, @Nullable SessionAffinityConfig config) {
        if (affinity.equals("None")) {
            return null;
        }
        var client = config == null ? null : config.clientIp();
        boolean open = client == null || client.timeoutSeconds() == null;
        return affinity.equals("ClientIP") && open
                ? new SessionAffinityConfig(new ClientIPConfig(AFFINITY_SECONDS))
                : config;
    }

    private static ServicePort port(ServicePort port) {
        boolean untargeted =
                port.targetPort().equals(IntOrString.of(0))
                        || port.targetPort().equals(IntOrString.of(""));
        return port.withProtocol(requireNonNullElse(port.protocol(), "TCP"))
                .withTargetPort(untargeted ? IntOrString.of(port.port()) : port.targetPort());
    }

    private static LoadBalancerStatus balancer(LoadBalancerStatus status) {
        return status.withIngress(
                status.ingress().stream()
                        .map(ingress ->
                                ingress.ip() != null && ingress.ipMode() == null
                                        ? ingress.withIpMode("VIP")
                                        : ingress)
                        .toList());
    }
}
