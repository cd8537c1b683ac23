package dev.jong.scheduler.plugins;

import dev.jong.api.selector.Selector;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;

/// Spreads Pods of a sort over zones, nodes or other domains.
///
/// A Pod without constraints is spread softly over nodes and zones with the other Pods of its
/// Services and its owner.
public final class PodTopologySpread implements PreFilter, Filter, Score {
    private static final String UNMET = "node(s) didn't match pod topology spread constraints";
    private static final Verdict SKEWED = Verdict.refused(UNMET);
    private static final Verdict NO_LABEL = Verdict.hopeless(UNMET + " (missing required label)");
    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final Function<PodDemand, Selector> siblings;

    /// A constraint with its counts.
    private record Measured(SpreadConstraint constraint, DomainCounts counts, double weight) {}

    private record State(List<Measured> constraints, boolean allKeys) {}

    /// Spreads by the Pods' own constraints and by default ones.
    ///
    /// @param siblings selects the Pods of the same Services and owner; [Selector#NOTHING] when
    ///   there are none
    public PodTopologySpread(Function<PodDemand, Selector> siblings) {
        this.siblings = siblings;
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        var constraints = SpreadConstraint.of(cycle.pod(), "DoNotSchedule");
        if (constraints.isEmpty()) {
            return SKIP;
        }
        cycle.keep(this, new State(measure(cycle, constraints, true), true));
        return READY;
    }

    private static List<Measured> measure(
            Cycle cycle, List<SpreadConstraint> constraints, boolean allKeys) {
        var nodes = cycle.nodes();
        var measured = new ArrayList<Measured>();
        for (var constraint : constraints) {
            var counter = nodes.counter(constraint.counted(cycle.pod().namespace()));
            IntPredicate looksAt =
                    slot -> {
                        var node = nodes.at(slot);
                        return node != null
                                && (!allKeys || hasAll(nodes, slot, constraints))
                                && constraint.looksAt(node, cycle.pod());
                    };
            measured.add(
                    new Measured(
                            constraint,
                            DomainCounts.of(nodes, constraint.topologyKey(), looksAt, counter::on),
                            1));
        }
        return measured;
    }

    private static boolean hasAll(Nodes nodes, int slot, List<SpreadConstraint> constraints) {
        for (var constraint : constraints) {
            if (nodes.topology(constraint.topologyKey()).domain(slot) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void podTried(Cycle cycle, PlacedPod pod, int sign) {
        var node = cycle.nodes().at(pod.slot());
        for (var each : cycle.kept(this, State.class).constraints) {
            var counted = each.constraint.counted(cycle.pod().namespace());
            if (node != null
                    && counted.matches(pod.demand())
                    && each.constraint.looksAt(node, cycle.pod())) {
                each.counts.change(pod.slot(), sign);
            }
        }
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        for (var each : cycle.kept(this, State.class).constraints) {
            if (!each.counts.has(node.slot())) {
                return NO_LABEL;
            }
            var constraint = each.constraint;
            var self = constraint.selector().matches(cycle.pod().labels()) ? 1 : 0;
            var least = each.counts.domains() < constraint.leastDomains() ? 0 : each.counts.least();
            if (each.counts.at(node.slot()) + self - least > constraint.maxSkew()) {
                return SKEWED;
            }
        }
        return Verdict.FITS;
    }

    @Override
    public boolean preScore(Cycle cycle, List<NodeView> fitting) {
        var own = !cycle.pod().pod().spec().topologySpreadConstraints().isEmpty();
        var constraints =
                own ? SpreadConstraint.of(cycle.pod(), "ScheduleAnyway") : standard(cycle.pod());
        if (constraints.isEmpty()) {
            return false;
        }
        var nodes = cycle.nodes();
        var chosen = new Slots(fitting, nodes);
        var measured = new ArrayList<Measured>();
        for (var each : measure(cycle, constraints, own)) {
            var fits =
                    DomainCounts.of(nodes, each.constraint.topologyKey(), chosen::contains, _ -> 1);
            measured.add(
                    new Measured(each.constraint, each.counts, Math.log(fits.domains() + 2.0)));
        }
        cycle.keepForScore(this, new State(measured, own));
        return true;
    }

    private List<SpreadConstraint> standard(PodDemand pod) {
        var selector = siblings.apply(pod);
        return selector.equals(Selector.NOTHING)
                ? List.of()
                : List.of(
                        SpreadConstraint.soft(3, HOST, selector),
                        SpreadConstraint.soft(5, ZONE, selector));
    }

    @Override
    public long score(Cycle cycle, NodeView node) {
        var state = cycle.keptForScore(this, State.class);
        if (state.allKeys && !hasAllKeys(state, node)) {
            return -1;
        }
        var score = 0.0;
        for (var each : state.constraints) {
            if (each.counts.has(node.slot())) {
                score +=
                        each.counts.at(node.slot()) * each.weight + (each.constraint.maxSkew() - 1);
            }
        }
        return Math.round(score);
    }

    private static boolean hasAllKeys(State state, NodeView node) {
        for (var each : state.constraints) {
            if (!each.counts.has(node.slot())) {
                return false;
            }
        }
        return true;
    }

    /// Fewer is better; nodes without the labels come last.
    @Override
    public void normalize(Cycle cycle, List<NodeView> fitting, long[] scores) {
        var least = Long.MAX_VALUE;
        var most = 0L;
        for (var score : scores) {
            if (score >= 0) {
                least = Math.min(least, score);
                most = Math.max(most, score);
            }
        }
        for (var i = 0; i < scores.length; i++) {
            if (scores[i] < 0) {
                scores[i] = 0;
            } else {
                scores[i] = most == 0 ? Scores.MAX : Scores.MAX * (most + least - scores[i]) / most;
            }
        }
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return !(event instanceof ClusterEvent.Other);
    }
}
