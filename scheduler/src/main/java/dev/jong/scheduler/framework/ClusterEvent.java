package dev.jong.scheduler.framework;

import dev.jong.api.KubernetesObject;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;

/// Something happened that may let a waiting Pod pass.
public sealed interface ClusterEvent {
    /// A node came or changed.
    record NodeChanged(NodeView node) implements ClusterEvent {}

    /// A Pod has come to a node.
    record PodPlaced(PodDemand pod, NodeView node) implements ClusterEvent {}

    /// A Pod on a node has other labels or asks for less.
    record PodChanged(PodDemand pod, NodeView node) implements ClusterEvent {}

    /// A Pod has left a node.
    record PodGone(PodDemand pod, NodeView node) implements ClusterEvent {}

    /// Something else that plugins look at: a namespace, a volume, a claim, a class.
    record Other(KubernetesObject object) implements ClusterEvent {}

    /// What metrics call it.
    default String label() {
        return switch (this) {
            case NodeChanged _ -> "NodeUpdate";
            case PodPlaced _ -> "AssignedPodAdd";
            case PodChanged _ -> "AssignedPodUpdate";
            case PodGone _ -> "AssignedPodDelete";
            case Other(var object) -> object.kind().name() + "Update";
        };
    }
}
