package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;

/// Told after a Pod was bound.
public interface PostBind extends Plugin {
    void postBind(PodDemand pod, String node);
}
