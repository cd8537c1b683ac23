package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;

/// A rule of placement. What it has a say in follows from the extension points it implements.
public interface Plugin {
    /// As in scheduler configurations.
    default String name() {
        return getClass().getSimpleName();
    }

    /// The queueing hint: whether a Pod that this rule kept waiting may pass now that this
    /// happened.
    default boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return true;
    }
}
