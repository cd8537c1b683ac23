package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PlacedPod;
import java.util.List;

/// Looks for a way out when no node fits.
public interface PostFilter extends Plugin {
    Way postFilter(Cycle cycle, Diagnosis diagnosis);

    /// The answer.
    sealed interface Way {
        /// Nothing can be done.
        ///
        /// @param message added to the Pod's condition
        /// @param keepNomination whether a node that was promised before stays promised
        record None(String message, boolean keepNomination) implements Way {}

        /// These Pods go, then the Pod may come to this node.
        record Evict(NodeView node, List<PlacedPod> victims) implements Way {}
    }
}
