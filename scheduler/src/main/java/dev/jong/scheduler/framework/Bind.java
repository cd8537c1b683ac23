package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;

/// Tells the API server; blocks, runs on the Pod's own thread. Throws what the client throws.
public interface Bind extends Plugin {
    /// Binds the Pod.
    ///
    /// @return false when this plugin leaves the Pod to another
    boolean bind(PodDemand pod, String node);
}
