package dev.jong.scheduler.nodes;

/// A Pod on a node, seen there or assumed to come there.
public final class PlacedPod {
    private PodDemand demand;
    final int slot;
    private final boolean assumed;

    PlacedPod(PodDemand demand, int slot, boolean assumed) {
        this.demand = demand;
        this.slot = slot;
        this.assumed = assumed;
    }

    public PodDemand demand() {
        return demand;
    }

    void refresh(PodDemand newer) {
        demand = newer;
    }

    /// The number of its node.
    public int slot() {
        return slot;
    }

    /// Whether the scheduler put it there and has not seen it there yet.
    public boolean assumed() {
        return assumed;
    }

    @Override
    public String toString() {
        return demand.key();
    }
}
