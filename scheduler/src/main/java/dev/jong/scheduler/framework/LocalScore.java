package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;

/// Rates a node by nothing but the node, its Pods and the asking Pod's shape, from 0 to 100. Kept
/// like [LocalFilter].
public interface LocalScore extends Plugin {
    long score(PodDemand pod, NodeView node);
}
