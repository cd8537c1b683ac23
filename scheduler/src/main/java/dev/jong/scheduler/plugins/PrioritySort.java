package dev.jong.scheduler.plugins;

import dev.jong.scheduler.framework.QueueSort;
import dev.jong.scheduler.nodes.PodDemand;
import java.time.Instant;

/// Higher priority first, then who has waited longer.
public final class PrioritySort implements QueueSort {
    @Override
    public int compare(PodDemand first, Instant firstSince, PodDemand second, Instant secondSince) {
        var byPriority = Integer.compare(second.priority(), first.priority());
        return byPriority != 0 ? byPriority : firstSince.compareTo(secondSince);
    }
}
