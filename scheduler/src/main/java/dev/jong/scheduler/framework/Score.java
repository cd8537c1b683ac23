package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;
import java.util.List;

/// Rates the nodes that fit, in the light of each other.
public interface Score extends Plugin {
    /// Whether nodes differ to this rule for this Pod; when no rule says so, much work is saved.
    boolean applies(Cycle cycle);

    /// PreScore: prepares the rating of the nodes that fit. Asked only when the rule applies.
    default void preScore(Cycle cycle, List<NodeView> fitting) {}

    long score(Cycle cycle, NodeView node);

    /// Brings the raw ratings to 0 to 100.
    void normalize(Cycle cycle, List<NodeView> fitting, long[] scores);
}
