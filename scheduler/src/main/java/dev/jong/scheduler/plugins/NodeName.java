package dev.jong.scheduler.plugins;

import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;

/// Honours a Pod that names its node.
public final class NodeName implements LocalFilter {
    private static final Verdict OTHER_NODE =
            Verdict.hopeless("node(s) didn't match the requested node name");

    @Override
    public Verdict filter(PodDemand pod, NodeView node) {
        var wanted = pod.pod().spec().nodeName();
        return wanted == null || wanted.equals(node.name()) ? Verdict.FITS : OTHER_NODE;
    }
}
