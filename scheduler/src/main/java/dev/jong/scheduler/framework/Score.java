package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import java.util.List;

/// Rates the nodes that fit, in the light of each other.
public interface Score extends Plugin {
    /// PreScore.
    ///
    /// @return false when all nodes are alike to this rule
    boolean preScore(Cycle cycle, List<NodeView> fitting);

    long score(Cycle cycle, NodeView node);

    /// Brings the raw ratings to 0 to 100.
    void normalize(Cycle cycle, List<NodeView> fitting, long[] scores);
}
