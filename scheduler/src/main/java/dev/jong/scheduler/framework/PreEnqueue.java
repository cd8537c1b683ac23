package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;

/// Says whether a Pod may be tried at all; asked again when the Pod changes.
public interface PreEnqueue extends Plugin {
    Verdict preEnqueue(PodDemand pod);
}
