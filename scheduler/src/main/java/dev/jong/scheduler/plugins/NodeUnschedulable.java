package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Taint;
import dev.jong.api.rules.Tolerations;
import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;

/// Honours `kubectl cordon`, unless the Pod tolerates the taint of that meaning.
public final class NodeUnschedulable implements LocalFilter {
    private static final Verdict CORDONED = Verdict.hopeless("node(s) were unschedulable");
    private static final Taint TAINT =
            Taint.builder().key("node.kubernetes.io/unschedulable").effect("NoSchedule").build();

    @Override
    public Verdict filter(PodDemand pod, NodeView node) {
        return !node.node().spec().unschedulable()
                        || Tolerations.tolerates(pod.pod().spec().tolerations(), TAINT)
                ? Verdict.FITS
                : CORDONED;
    }
}
