package dev.jong.controllers.endpoints;

import dev.jong.api.core.v1.EndpointAddress;
import dev.jong.api.core.v1.EndpointPort;
import dev.jong.api.core.v1.EndpointSubset;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.controllers.pod.PodState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A Service's addresses, grouped so that all addresses of a subset have all of its ports.
final class Subsets {
    /// Most addresses that one Endpoints object holds.
    static final int MOST = 1000;

    private static final Comparator<EndpointAddress> BY_ADDRESS =
            Comparator.comparing(EndpointAddress::ip).thenComparing(address -> uid(address));
    private static final Comparator<EndpointPort> BY_PORT =
            Comparator.comparing((EndpointPort port) -> Objects.requireNonNullElse(port.name(), ""))
                    .thenComparingInt(EndpointPort::port)
                    .thenComparing(port -> Objects.requireNonNullElse(port.protocol(), ""));

    private Subsets() {}

    private record Where(EndpointAddress address, boolean ready) {}

    static List<EndpointSubset> of(Service service, List<Pod> pods) {
        var family = service.spec().ipFamilies().stream().findFirst().orElse("IPv4");
        var byPort = new LinkedHashMap<List<EndpointPort>, Map<String, Where>>();
        for (var pod : pods) {
            var ips = ServicePods.addresses(pod, family);
            if (!ServicePods.hasEndpoint(pod, service.spec().publishNotReadyAddresses())
                    || ips.isEmpty()) {
                continue;
            }
            boolean ready = service.spec().publishNotReadyAddresses() || PodState.isReady(pod);
            var where = new Where(address(service, pod, ips.getFirst()), ready);
            for (var port : ports(service, pod)) {
                byPort.computeIfAbsent(port, _ -> new TreeMap<>())
                        .put(where.address().ip() + " " + uid(where.address()), where);
            }
        }
        var portsByAddresses = new LinkedHashMap<Map<String, Where>, List<EndpointPort>>();
        byPort.forEach((port, addresses) ->
                portsByAddresses.computeIfAbsent(addresses, _ -> new ArrayList<>()).addAll(port));
        return portsByAddresses.entrySet().stream()
                .map(entry -> subset(entry.getKey().values().stream().toList(), entry.getValue()))
                .sorted(Comparator.comparing(Subsets::order))
                .toList();
    }

    /// Each of a Pod's ports in a list of its own; one empty list for a headless Service without
    /// ports.
    private static List<List<EndpointPort>> ports(Service service, Pod pod) {
        if (service.spec().ports().isEmpty()) {
            return ServicePods.isHeadless(service) ? List.of(List.of()) : List.of();
        }
        var found = new ArrayList<List<EndpointPort>>();
        for (var port : service.spec().ports()) {
            ServicePods.targetPort(pod, port)
                    .ifPresent(number ->
                            found.add(
                                    List.of(
                                            EndpointPort.builder()
                                                    .name(port.name())
                                                    .port(number)
                                                    .protocol(port.protocol())
                                                    .appProtocol(port.appProtocol())
                                                    .build())));
        }
        return found;
    }

    private static EndpointAddress address(Service service, Pod pod, String ip) {
        return EndpointAddress.builder()
                .ip(ip)
                .hostname(ServicePods.ownsHostname(pod, service) ? pod.spec().hostname() : null)
                .nodeName(pod.spec().nodeName())
                .targetRef(
                        ObjectReference.builder()
                                .kind("Pod")
                                .namespace(pod.namespace())
                                .name(pod.name())
                                .uid(pod.metadata().uid())
                                .build())
                .build();
    }

    private static EndpointSubset subset(List<Where> wheres, List<EndpointPort> ports) {
        return EndpointSubset.builder()
                .addresses(
                        wheres.stream()
                                .filter(Where::ready)
                                .map(Where::address)
                                .sorted(BY_ADDRESS)
                                .toList())
                .notReadyAddresses(
                        wheres.stream()
                                .filter(where -> !where.ready())
                                .map(Where::address)
                                .sorted(BY_ADDRESS)
                                .toList())
                .ports(ports.stream().sorted(BY_PORT).toList())
                .build();
    }

    private static String order(EndpointSubset subset) {
        return subset.ports().toString() + subset.addresses();
    }

    static int size(List<EndpointSubset> subsets) {
        return subsets.stream()
                .mapToInt(subset -> subset.addresses().size() + subset.notReadyAddresses().size())
                .sum();
    }

    /// Cut down to what an Endpoints object holds: not ready addresses go first, then all subsets
    /// give in proportion.
    static List<EndpointSubset> truncated(List<EndpointSubset> subsets) {
        int ready = subsets.stream().mapToInt(subset -> subset.addresses().size()).sum();
        int notReady = size(subsets) - ready;
        if (ready + notReady <= MOST) {
            return subsets;
        }
        boolean cutReady = ready > MOST;
        int most = cutReady ? MOST : MOST - ready;
        int total = cutReady ? ready : notReady;
        int left = most;
        var cut = new ArrayList<EndpointSubset>();
        for (var subset : subsets) {
            var addresses = cutReady ? subset.addresses() : subset.notReadyAddresses();
            int share = (int) Math.min(left, Math.ceil((double) addresses.size() / total * most));
            var kept = addresses.subList(0, Math.min(share, addresses.size()));
            left -= kept.size();
            cut.add(
                    cutReady
                            ? subset.withAddresses(kept).withNotReadyAddresses(List.of())
                            : subset.withNotReadyAddresses(kept));
        }
        return cut;
    }

    private static String uid(EndpointAddress address) {
        var target = address.targetRef();
        return target == null ? "" : Objects.requireNonNullElse(target.uid(), "");
    }
}
