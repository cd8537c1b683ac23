package dev.jong.controllers.endpointslice;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointConditions;
import dev.jong.api.discovery.v1.EndpointHints;
import dev.jong.api.discovery.v1.EndpointPort;
import dev.jong.api.discovery.v1.ForNode;
import dev.jong.api.discovery.v1.ForZone;
import dev.jong.controllers.endpoints.ServicePods;
import dev.jong.controllers.pod.PodState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The endpoints that a Service should have in one address family, by the ports they serve.
///
/// @param unplaced Pods left out because their node is not known
record DesiredEndpoints(Map<List<EndpointPort>, List<Endpoint>> byPorts, List<Pod> unplaced) {
    private static final String ZONE = "topology.kubernetes.io/zone";

    static DesiredEndpoints of(
            Service service,
            String family,
            List<Pod> pods,
            Function<String, Optional<Node>> nodes) {
        var byPorts = new LinkedHashMap<List<EndpointPort>, List<Endpoint>>();
        var unplaced = new ArrayList<Pod>();
        for (var pod : pods) {
            if (!ServicePods.hasEndpoint(pod, true)) {
                continue;
            }
            var group = byPorts.computeIfAbsent(ports(service, pod), _ -> new ArrayList<>());
            var node =
                    nodes.apply(Objects.requireNonNullElse(pod.spec().nodeName(), "")).orElse(null);
            if (node == null && !service.spec().publishNotReadyAddresses()) {
                unplaced.add(pod);
                continue;
            }
            var addresses = ServicePods.addresses(pod, family);
            if (!addresses.isEmpty()) {
                group.add(endpoint(service, pod, addresses, node));
            }
        }
        return new DesiredEndpoints(byPorts, unplaced);
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        var found = new ArrayList<EndpointPort>();
        for (var port : service.spec().ports()) {
            ServicePods.targetPort(pod, port)
                    .ifPresent(number ->
                            found.add(
                                    EndpointPort.builder()
                                            .name(Objects.requireNonNullElse(port.name(), ""))
                                            .port(number)
                                            .protocol(port.protocol())
                                            .appProtocol(port.appProtocol())
                                            .build()));
        }
        return found;
    }

    private static Endpoint endpoint(
            Service service, Pod pod, List<String> addresses, @Nullable Node node) {
        boolean serving = PodState.isReady(pod);
        boolean terminating = PodState.isTerminating(pod);
        boolean ready = service.spec().publishNotReadyAddresses() || (serving && !terminating);
        var zone = node == null ? null : node.metadata().labels().get(ZONE);
        return Endpoint.builder()
                .addresses(addresses)
                .conditions(
                        EndpointConditions.builder()
                                .ready(ready)
                                .serving(serving)
                                .terminating(terminating)
                                .build())
                .hostname(ServicePods.ownsHostname(pod, service) ? pod.spec().hostname() : null)
                .targetRef(
                        ObjectReference.builder()
                                .kind("Pod")
                                .namespace(pod.namespace())
                                .name(pod.name())
                                .uid(pod.metadata().uid())
                                .build())
                .nodeName(pod.spec().nodeName())
                .zone(zone)
                .hints(
                        ready
                                ? hints(
                                        service.spec().trafficDistribution(),
                                        zone,
                                        pod.spec().nodeName())
                                : null)
                .build();
    }

    /// Who should use an endpoint, by `spec.trafficDistribution`.
    private static @Nullable EndpointHints hints(
            @Nullable String distribution, @Nullable String zone, @Nullable String node) {
        var hints = EndpointHints.builder();
        if (distribution != null && zone != null) {
            hints.forZones(List.of(ForZone.builder().name(zone).build()));
        }
        if ("PreferSameNode".equals(distribution) && node != null) {
            hints.forNodes(List.of(ForNode.builder().name(node).build()));
        }
        var built = hints.build();
        return built.equals(EndpointHints.EMPTY) ? null : built;
    }
}
