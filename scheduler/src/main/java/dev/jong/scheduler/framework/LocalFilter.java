package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;

/// Judges a node by nothing but the node, its Pods and the asking Pod's shape. Its answer is kept
/// for Pods of equal shape until the node changes.
public interface LocalFilter extends Plugin {
    Verdict filter(PodDemand pod, NodeView node);

    @Override
    default boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return switch (event) {
            case ClusterEvent.NodeChanged(var node) -> filter(pod, node).fits();
            case ClusterEvent.PodChanged(_, var node) -> filter(pod, node).fits();
            case ClusterEvent.PodGone(_, var node) -> filter(pod, node).fits();
            case ClusterEvent.PodPlaced _, ClusterEvent.Other _ -> false;
        };
    }
}
