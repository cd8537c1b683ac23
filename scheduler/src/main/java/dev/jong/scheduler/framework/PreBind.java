package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;

/// Does what must be done before a Pod may be bound; may block, runs on the Pod's own thread.
public interface PreBind extends Plugin {
    /// Whether there is anything to do for the Pod; what is done may take minutes.
    default boolean isNeeded(PodDemand pod, String node) {
        return true;
    }

    Verdict preBind(PodDemand pod, String node);
}
