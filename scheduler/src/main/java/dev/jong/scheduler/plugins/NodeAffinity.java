package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PreferredSchedulingTerm;
import dev.jong.api.rules.NodeSelection;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.LocalFilter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Honours `nodeSelector` and node affinity.
public final class NodeAffinity implements PreFilter, LocalFilter, Score {
    private static final Verdict OTHER =
            Verdict.hopeless("node(s) didn't match Pod's node affinity/selector");
    private static final Verdict CONFLICT = Verdict.hopeless("pod affinity terms conflict");

    @Override
    public Prepared preFilter(Cycle cycle) {
        var pod = cycle.pod().pod();
        var required = NodeSelection.required(pod);
        if (required == null) {
            return READY;
        }
        var names = new HashSet<String>();
        for (var term : required.nodeSelectorTerms()) {
            var named = names(term);
            if (named == null) {
                return READY;
            }
            names.addAll(named);
        }
        if (required.nodeSelectorTerms().isEmpty()) {
            return READY;
        }
        return names.isEmpty() ? new Prepared.Refused(CONFLICT) : new Prepared.Only(names);
    }

    /// The nodes that a term names, as DaemonSets do; absent when it names none.
    private static @Nullable Set<String> names(NodeSelectorTerm term) {
        Set<String> names = null;
        for (NodeSelectorRequirement field : term.matchFields()) {
            if (field.key().equals("metadata.name") && field.operator().equals("In")) {
                if (names == null) {
                    names = new HashSet<>(field.values());
                } else {
                    names.retainAll(field.values());
                }
            }
        }
        return names;
    }

    @Override
    public Verdict filter(PodDemand pod, NodeView node) {
        return NodeSelection.fits(pod.pod(), node.name(), node.labels()) ? Verdict.FITS : OTHER;
    }

    @Override
    public boolean applies(Cycle cycle) {
        return !preferred(cycle.pod().pod()).isEmpty();
    }

    @Override
    public long score(Cycle cycle, NodeView node) {
        return NodeSelection.preference(preferred(cycle.pod().pod()), node.name(), node.labels());
    }

    @Override
    public void normalize(Cycle cycle, List<NodeView> fitting, long[] scores) {
        Scores.scale(scores, false);
    }

    private static List<PreferredSchedulingTerm> preferred(Pod pod) {
        var affinity = pod.spec().affinity();
        var nodes = affinity == null ? null : affinity.nodeAffinity();
        return nodes == null ? List.of() : nodes.preferredDuringSchedulingIgnoredDuringExecution();
    }
}
