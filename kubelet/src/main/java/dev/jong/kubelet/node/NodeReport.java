package dev.jong.kubelet.node;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.ContainerImage;
import dev.jong.api.core.v1.DaemonEndpoint;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeAddress;
import dev.jong.api.core.v1.NodeCondition;
import dev.jong.api.core.v1.NodeDaemonEndpoints;
import dev.jong.api.core.v1.NodeRuntimeHandler;
import dev.jong.api.core.v1.NodeStatus;
import dev.jong.api.core.v1.NodeSystemInfo;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.RuntimeHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The Node object as this kubelet says it.
///
/// @param capacity of the machine, or as configured
/// @param pressure conditions of a shortage that are True
public record NodeReport(
        NodeIdentity identity,
        Map<String, Quantity> capacity,
        NodeSystemInfo system,
        RuntimeHealth health,
        List<Image> images,
        Set<String> pressure,
        Instant now) {
    private static final int MOST_IMAGES = 50;
    private static final int MOST_NAMES = 5;

    /// As it is first created.
    Node fresh() {
        var labels = new HashMap<String, String>();
        labels.put("kubernetes.io/hostname", identity.name());
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", Machine.architecture());
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("beta.kubernetes.io/arch", Machine.architecture());
        labels.putAll(identity.labels());
        var metadata =
                ObjectMeta.builder()
                        .name(identity.name())
                        .labels(labels)
                        .annotations(
                                Map.of(
                                        "volumes.kubernetes.io/controller-managed-attach-detach",
                                        "true"))
                        .build();
        var bare = Node.builder().metadata(metadata).build();
        return bare.mapSpec(spec ->
                        spec.toBuilder()
                                .taints(identity.taints())
                                .providerId(identity.providerId())
                                .build())
                .withStatus(status(bare));
    }

    /// The status, with what others wrote into it kept.
    NodeStatus status(Node told) {
        var full = new HashMap<>(extended(told.status().capacity()));
        full.putAll(capacity);
        return told.status().toBuilder()
                .capacity(full)
                .allocatable(full)
                .conditions(conditions(told.status().conditions()))
                .addresses(addresses())
                .daemonEndpoints(new NodeDaemonEndpoints(new DaemonEndpoint(identity.port())))
                .nodeInfo(system)
                .images(imageList())
                .runtimeHandlers(List.of(NodeRuntimeHandler.EMPTY))
                .build();
    }

    /// Resources that somebody else advertised on this node: they stay, and are there to be given.
    private static Map<String, Quantity> extended(Map<String, Quantity> told) {
        var found = new HashMap<String, Quantity>();
        told.forEach((name, amount) -> {
            boolean standard = !name.contains("/") || name.startsWith("kubernetes.io/");
            if (!standard) {
                found.put(name, amount);
            }
        });
        return found;
    }

    private List<NodeAddress> addresses() {
        var all = new ArrayList<NodeAddress>();
        identity.addresses().forEach(address -> all.add(new NodeAddress("InternalIP", address)));
        all.add(new NodeAddress("Hostname", identity.name()));
        return all;
    }

    private List<NodeCondition> conditions(List<NodeCondition> told) {
        boolean memoryPressure = pressure.contains("MemoryPressure");
        boolean diskPressure = pressure.contains("DiskPressure");
        boolean pidPressure = pressure.contains("PIDPressure");
        var own =
                List.of(
                        condition(
                                told,
                                "MemoryPressure",
                                memoryPressure,
                                memoryPressure
                                        ? "KubeletHasInsufficientMemory"
                                        : "KubeletHasSufficientMemory",
                                memoryPressure
                                        ? "kubelet has insufficient memory available"
                                        : "kubelet has sufficient memory available"),
                        condition(
                                told,
                                "DiskPressure",
                                diskPressure,
                                diskPressure
                                        ? "KubeletHasDiskPressure"
                                        : "KubeletHasNoDiskPressure",
                                diskPressure
                                        ? "kubelet has disk pressure"
                                        : "kubelet has no disk pressure"),
                        condition(
                                told,
                                "PIDPressure",
                                pidPressure,
                                pidPressure
                                        ? "KubeletHasInsufficientPID"
                                        : "KubeletHasSufficientPID",
                                pidPressure
                                        ? "kubelet has insufficient PID available"
                                        : "kubelet has sufficient PID available"),
                        condition(
                                told,
                                "Ready",
                                health.ready(),
                                health.ready() ? "KubeletReady" : "KubeletNotReady",
                                health.ready()
                                        ? "kubelet is posting ready status"
                                        : health.message()));
        var names = own.stream().map(NodeCondition::type).toList();
        return Stream.concat(
                        told.stream().filter(each -> !names.contains(each.type())), own.stream())
                .toList();
    }

    private NodeCondition condition(
            List<NodeCondition> told, String type, boolean is, String reason, String message) {
        var status = is ? "True" : "False";
        var before = told.stream().filter(each -> each.type().equals(type)).findFirst();
        boolean same = before.isPresent() && before.get().status().equals(status);
        return NodeCondition.builder()
                .type(type)
                .status(status)
                .reason(reason)
                .message(message)
                .lastHeartbeatTime(now)
                .lastTransitionTime(same ? before.get().lastTransitionTime() : now)
                .build();
    }

    private List<ContainerImage> imageList() {
        return images.stream()
                .sorted(Comparator.comparingLong(Image::size).reversed())
                .limit(MOST_IMAGES)
                .map(image ->
                        new ContainerImage(
                                Stream.concat(image.digests().stream(), image.tags().stream())
                                        .limit(MOST_NAMES)
                                        .toList(),
                                image.size()))
                .toList();
    }

    /// Whether two statuses say the same but for the time.
    static boolean sameButTime(NodeStatus one, NodeStatus other) {
        return withoutTime(one).equals(withoutTime(other));
    }

    private static NodeStatus withoutTime(NodeStatus status) {
        return status.withConditions(
                status.conditions().stream()
                        .map(each -> each.withLastHeartbeatTime(null))
                        .toList());
    }
}
