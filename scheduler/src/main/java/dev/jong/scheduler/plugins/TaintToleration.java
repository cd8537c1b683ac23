package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Toleration;
import dev.jong.api.rules.Tolerations;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.List;

/// Keeps Pods off nodes with taints they do not tolerate, and away from those with
/// `PreferNoSchedule`.
public final class TaintToleration implements LocalFilter, Score {
    private static final Verdict TAINTED = Verdict.hopeless("node(s) had untolerated taint(s)");

    private record Tolerated(List<Toleration> tolerations) {}

    @Override
    public Verdict filter(PodDemand pod, NodeView node) {
        var taints = node.taints();
        return taints.isEmpty()
                        || Tolerations.firstUntolerated(
                                        taints,
                                        pod.pod().spec().tolerations(),
                                        Tolerations.KEEPS_OUT)
                                .isEmpty()
                ? Verdict.FITS
                : TAINTED;
    }

    @Override
    public boolean applies(Cycle cycle) {
        return cycle.nodes().anyPreferNoSchedule();
    }

    @Override
    public void preScore(Cycle cycle, List<NodeView> fitting) {
        var tolerations =
                cycle.pod().pod().spec().tolerations().stream()
                        .filter(each ->
                                each.effect() == null || each.effect().equals("PreferNoSchedule"))
                        .toList();
        cycle.keepForScore(this, new Tolerated(tolerations));
    }

    @Override
    public long score(Cycle cycle, NodeView node) {
        var tolerations = cycle.keptForScore(this, Tolerated.class).tolerations;
        var count = 0;
        for (var taint : node.taints()) {
            if (taint.effect().equals("PreferNoSchedule")
                    && !Tolerations.tolerates(tolerations, taint)) {
                count++;
            }
        }
        return count;
    }

    @Override
    public void normalize(Cycle cycle, List<NodeView> fitting, long[] scores) {
        Scores.scale(scores, true);
    }
}
