package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;
import java.time.Instant;

/// Orders waiting Pods; a profile has one.
public interface QueueSort extends Plugin {
    /// Negative when the first is to be tried before the second.
    int compare(PodDemand first, Instant firstSince, PodDemand second, Instant secondSince);
}
