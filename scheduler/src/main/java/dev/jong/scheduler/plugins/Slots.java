package dev.jong.scheduler.plugins;

import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import java.util.BitSet;
import java.util.List;

/// A set of nodes by slot.
final class Slots {
    private final BitSet slots;

    Slots(List<NodeView> views, Nodes nodes) {
        slots = new BitSet(nodes.slots());
        views.forEach(view -> slots.set(view.slot()));
    }

    boolean contains(int slot) {
        return slots.get(slot);
    }
}
