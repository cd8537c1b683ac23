package dev.jong.scheduler.plugins;

import dev.jong.api.rules.HostPorts;
import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;

/// Keeps two Pods from the same port of a node.
public final class NodePorts implements LocalFilter {
    private static final Verdict TAKEN =
            Verdict.refused("node(s) didn't have free ports for the requested pod ports");

    @Override
    public Verdict filter(PodDemand pod, NodeView node) {
        return pod.hostPorts().isEmpty() || !HostPorts.conflict(pod.hostPorts(), node.ports())
                ? Verdict.FITS
                : TAKEN;
    }
}
