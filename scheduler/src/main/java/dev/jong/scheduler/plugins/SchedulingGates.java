package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.PodSchedulingGate;
import dev.jong.scheduler.framework.PreEnqueue;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.PodDemand;

/// Keeps back a Pod whose `schedulingGates` are not all removed.
public final class SchedulingGates implements PreEnqueue {
    @Override
    public Verdict preEnqueue(PodDemand pod) {
        var gates =
                pod.pod().spec().schedulingGates().stream().map(PodSchedulingGate::name).toList();
        return gates.isEmpty()
                ? Verdict.FITS
                : Verdict.hopeless("waiting for scheduling gates: " + String.join(" ", gates));
    }
}
