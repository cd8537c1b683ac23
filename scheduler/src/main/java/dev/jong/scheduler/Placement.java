package dev.jong.scheduler;

import dev.jong.scheduler.framework.Diagnosis;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PlacedPod;
import java.util.List;

/// What came of an attempt to place a Pod.
public sealed interface Placement {
    /// The node to go to.
    record On(NodeView node) implements Placement {}

    /// It fits nowhere.
    ///
    /// @param keepNomination whether a node that was promised before stays promised
    record Nowhere(Diagnosis diagnosis, boolean keepNomination) implements Placement {}

    /// It fits nowhere yet, but will once these Pods are gone.
    record AfterEviction(Diagnosis diagnosis, NodeView node, List<PlacedPod> victims)
            implements Placement {}
}
