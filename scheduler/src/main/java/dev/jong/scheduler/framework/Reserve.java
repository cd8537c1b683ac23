package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;

/// Sets aside what the Pod needs on its node; scheduling thread.
public interface Reserve extends Plugin {
    Verdict reserve(PodDemand pod, String node);

    /// Gives it back; must bear to be called for what was never reserved.
    void unreserve(PodDemand pod, String node);
}
