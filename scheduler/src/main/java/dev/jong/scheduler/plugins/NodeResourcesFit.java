package dev.jong.scheduler.plugins;

import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.LocalScore;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.ResourceIds;
import java.util.ArrayList;

/// Finds room for what a Pod requests, and prefers nodes with more of it left (`LeastAllocated`).
public final class NodeResourcesFit implements LocalFilter, LocalScore {
    private static final Verdict CPU = Verdict.refused("Insufficient cpu");
    private static final Verdict MEMORY = Verdict.refused("Insufficient memory");

    private final ResourceIds resources;

    public NodeResourcesFit(ResourceIds resources) {
        this.resources = resources;
    }

    @Override
    public Verdict filter(PodDemand pod, NodeView node) {
        var requests = pod.requests();
        var lacking = -1;
        var lacks = 0;
        for (var r = 0; r < requests.length; r++) {
            if (r != ResourceIds.PODS
                    && requests[r] > node.allocatable(r) - node.requested(r)
                    && requests[r] > 0) {
                lacking = r;
                lacks++;
            }
        }
        var full = node.requested(ResourceIds.PODS) + 1 > node.allocatable(ResourceIds.PODS);
        if (lacks == 0 && !full) {
            return Verdict.FITS;
        }
        if (lacks == 1 && !full && requests[lacking] <= node.allocatable(lacking)) {
            if (lacking == ResourceIds.CPU) {
                return CPU;
            }
            if (lacking == ResourceIds.MEMORY) {
                return MEMORY;
            }
        }
        return inFull(requests, node, full);
    }

    private Verdict inFull(long[] requests, NodeView node, boolean full) {
        var reasons = new ArrayList<String>();
        var hopeless = false;
        if (full) {
            reasons.add("Too many pods");
        }
        for (var r = 0; r < requests.length; r++) {
            if (r != ResourceIds.PODS
                    && requests[r] > 0
                    && requests[r] > node.allocatable(r) - node.requested(r)) {
                reasons.add("Insufficient " + resources.name(r));
                hopeless |= requests[r] > node.allocatable(r);
            }
        }
        return new Verdict(hopeless ? Verdict.Kind.HOPELESS : Verdict.Kind.REFUSED, reasons);
    }

    @Override
    public long score(PodDemand pod, NodeView node) {
        var cpu = node.allocatable(ResourceIds.CPU);
        var memory = node.allocatable(ResourceIds.MEMORY);
        var rated = (cpu > 0 ? 1 : 0) + (memory > 0 ? 1 : 0);
        if (rated == 0) {
            return 0;
        }
        return (left(cpu, node.scoredCpu() + pod.scoredCpu())
                        + left(memory, node.scoredMemory() + pod.scoredMemory()))
                / rated;
    }

    private static long left(long capacity, long used) {
        return capacity <= 0 || used > capacity ? 0 : (capacity - used) * Scores.MAX / capacity;
    }
}
