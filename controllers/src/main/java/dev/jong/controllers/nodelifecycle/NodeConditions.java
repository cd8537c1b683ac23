package dev.jong.controllers.nodelifecycle;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeCondition;
import dev.jong.api.core.v1.NodeStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A node's conditions.
final class NodeConditions {
    private static final List<String> REPORTED =
            List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    private NodeConditions() {}

    static Optional<NodeCondition> find(Node node, String type) {
        return node.status().conditions().stream()
                .filter(each -> each.type().equals(type))
                .findFirst();
    }

    /// `True`, `False` or `Unknown`; `Unknown` where nothing is said.
    static String ready(Node node) {
        return find(node, "Ready").map(NodeCondition::status).orElse("Unknown");
    }

    /// What a node's status says once its kubelet has fallen silent.
    static NodeStatus unknown(Node node, Instant now) {
        var conditions = new ArrayList<>(node.status().conditions());
        for (var type : REPORTED) {
            var current = find(node, type);
            if (current.isEmpty()) {
                conditions.add(
                        NodeCondition.builder()
                                .type(type)
                                .status("Unknown")
                                .reason("NodeStatusNeverUpdated")
                                .message("Kubelet never posted node status.")
                                .lastHeartbeatTime(node.metadata().creationTimestamp())
                                .lastTransitionTime(now)
                                .build());
            } else if (!current.get().status().equals("Unknown")) {
                conditions.set(
                        conditions.indexOf(current.get()),
                        current.get().toBuilder()
                                .status("Unknown")
                                .reason("NodeStatusUnknown")
                                .message("Kubelet stopped posting node status.")
                                .lastTransitionTime(now)
                                .build());
            }
        }
        return node.status().withConditions(conditions);
    }
}
