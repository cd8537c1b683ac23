package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.networking.v1.IngressClass;
import dev.jong.api.networking.v1.NetworkPolicy;
import dev.jong.api.networking.v1.NetworkPolicyPort;
import java.util.List;

/// What the networking kinds get that do not say otherwise.
final class NetworkingDefaults {
    private NetworkingDefaults() {}

    static NetworkPolicy networkPolicy(NetworkPolicy policy) {
        var spec = policy.spec();
        var types = spec.policyTypes();
        if (types.isEmpty()) {
            types = spec.egress().isEmpty() ? List.of("Ingress") : List.of("Ingress", "Egress");
        }
        return policy.withSpec(
                spec.toBuilder()
                        .policyTypes(types)
                        .ingress(
                                spec.ingress().stream()
                                        .map(rule -> rule.mapPorts(NetworkingDefaults::ports))
                                        .toList())
                        .egress(
                                spec.egress().stream()
                                        .map(rule -> rule.mapPorts(NetworkingDefaults::ports))
                                        .toList())
                        .build());
    }

    private static List<NetworkPolicyPort> ports(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(port -> port.withProtocol(requireNonNullElse(port.protocol(), "TCP")))
                .toList();
    }

    static IngressClass ingressClass(IngressClass ingressClass) {
        var parameters = ingressClass.spec().parameters();
        return parameters == null || parameters.scope() != null
                ? ingressClass
                : ingressClass.withSpec(
                        ingressClass.spec().withParameters(parameters.withScope("Cluster")));
    }
}
