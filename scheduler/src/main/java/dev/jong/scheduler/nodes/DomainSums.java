package dev.jong.scheduler.nodes;

/// [SlotCounts] added up over all nodes of each domain.
final class DomainSums implements Domains {
    private final SlotCounts counts;
    private final Topology topology;
    private long[] sums = new long[0];
    private long version = -1;

    DomainSums(SlotCounts counts, Topology topology) {
        this.counts = counts;
        this.topology = topology;
    }

    Topology topology() {
        return topology;
    }

    void change(int slot, int by) {
        var domain = topology.domain(slot);
        if (version == topology.version() && domain >= 0) {
            sums[domain] += by;
        }
    }

    @Override
    public boolean has(int slot) {
        return topology.domain(slot) >= 0;
    }

    @Override
    public long at(int slot) {
        var domain = topology.domain(slot);
        return domain < 0 ? 0 : current()[domain];
    }

    @Override
    public int size() {
        return topology.inhabited();
    }

    @Override
    public long least() {
        var numbers = current();
        var least = Long.MAX_VALUE;
        for (var domain = 0; domain < topology.size(); domain++) {
            if (topology.nodes(domain) > 0) {
                least = Math.min(least, numbers[domain]);
            }
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    private long[] current() {
        if (version != topology.version()) {
            sums = new long[topology.size()];
            for (var slot = 0; slot < topology.slots(); slot++) {
                var domain = topology.domain(slot);
                if (domain >= 0) {
                    sums[domain] += counts.on(slot);
                }
            }
            version = topology.version();
        }
        return sums;
    }
}
