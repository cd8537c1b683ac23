package dev.jong.scheduler.plugins;

import dev.jong.scheduler.nodes.Domains;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.Topology;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// Numbers per domain of a topology, from some of the nodes only.
final class DomainCounts implements Domains {
    private final Topology topology;
    private final long[] counts;
    private final boolean[] seen;
    private int domains;

    private DomainCounts(Topology topology) {
        this.topology = topology;
        this.counts = new long[topology.size()];
        this.seen = new boolean[topology.size()];
    }

    /// Adds up over the nodes that count.
    static DomainCounts of(
            Nodes nodes, String label, IntPredicate counts, IntUnaryOperator onNode) {
        var sums = new DomainCounts(nodes.topology(label));
        for (var slot = 0; slot < nodes.slots(); slot++) {
            var domain = sums.topology.domain(slot);
            if (domain >= 0 && counts.test(slot)) {
                sums.counts[domain] += onNode.applyAsInt(slot);
                if (!sums.seen[domain]) {
                    sums.seen[domain] = true;
                    sums.domains++;
                }
            }
        }
        return sums;
    }

    @Override
    public int size() {
        return domains;
    }

    @Override
    public boolean has(int slot) {
        return topology.domain(slot) >= 0;
    }

    @Override
    public long at(int slot) {
        var domain = topology.domain(slot);
        return domain < 0 || domain >= counts.length ? 0 : counts[domain];
    }

    void change(int slot, long by) {
        var domain = topology.domain(slot);
        if (domain >= 0 && domain < counts.length) {
            counts[domain] += by;
        }
    }

    @Override
    public long least() {
        var least = Long.MAX_VALUE;
        for (var d = 0; d < counts.length; d++) {
            if (seen[d]) {
                least = Math.min(least, counts[d]);
            }
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }
}
