package dev.jong.scheduler.plugins;

import dev.jong.scheduler.framework.LocalScore;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.ResourceIds;

/// Prefers nodes whose CPU and memory the Pod brings closer to the same degree of use.
public final class NodeResourcesBalancedAllocation implements LocalScore {
    @Override
    public long score(PodDemand pod, NodeView node) {
        var cpu = pod.requests()[ResourceIds.CPU];
        var memory = pod.requests()[ResourceIds.MEMORY];
        if (cpu == 0 && memory == 0) {
            return 0;
        }
        var with = balance(node, cpu, memory);
        var without = balance(node, 0, 0);
        return Scores.MAX / 2 + (Scores.MAX / 2 + with - without) / 2;
    }

    /// 100 when both are used to the same degree, 50 when one is used up and the other free.
    private static long balance(NodeView node, long cpu, long memory) {
        var cpus = node.allocatable(ResourceIds.CPU);
        var memories = node.allocatable(ResourceIds.MEMORY);
        if (cpus == 0 || memories == 0) {
            return Scores.MAX;
        }
        var deviation =
                Math.abs(
                                used(node.requested(ResourceIds.CPU) + cpu, cpus)
                                        - used(
                                                node.requested(ResourceIds.MEMORY) + memory,
                                                memories))
                        / 2;
        return (long) ((1 - deviation) * Scores.MAX);
    }

    private static double used(long amount, long capacity) {
        return Math.min(1, (double) amount / capacity);
    }
}
