package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.NodeView;

/// Judges a node in the light of others. Its answer counts for this cycle only; see [LocalFilter].
public interface Filter extends Plugin {
    Verdict filter(Cycle cycle, NodeView node);
}
