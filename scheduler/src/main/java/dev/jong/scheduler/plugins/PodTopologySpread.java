package dev.jong.scheduler.plugins;

import dev.jong.api.selector.Selector;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Score;
import dev.jong.scheduler.framework.Scores;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.Domains;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.PodMatcher;
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

    /// Counts no Pod; its sums tell how many domains there are.
    private static final PodMatcher NOBODY = _ -> false;

    private final Function<PodDemand, Selector> siblings;

    /// A constraint with its counts.
    private static final class Measured {
        final SpreadConstraint constraint;
        final Domains counts;
        double weight = 1;
        private long least = -1;

        Measured(SpreadConstraint constraint, Domains counts) {
            this.constraint = constraint;
            this.counts = counts;
        }

        /// What the fullest domain is compared with.
        long least() {
            if (least < 0) {
                least = counts.size() < constraint.leastDomains() ? 0 : counts.least();
            }
            return least;
        }

        void changed() {
            least = -1;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record State(List<Measured> constraints, boolean allKeys, boolean[] self) {}

    /// Spreads by the Pods' own constraints and by default ones.
    ///
    /// @param siblings selects the Pods of the same Services and owner; [Selector#nothing] when
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
        cycle.keep(
                this, new State(measure(cycle, constraints, true), true, self(constraints, cycle)));
        return READY;
    }

    private static boolean[] self(List<SpreadConstraint> constraints, Cycle cycle) {
        var self = new boolean[constraints.size()];
        for (var c = 0; c < self.length; c++) {
            self[c] = constraints.get(c).selector().matches(cycle.pod().labels());
        }
        return self;
    }

    private static List<Measured> measure(
            Cycle cycle, List<SpreadConstraint> constraints, boolean allKeys) {
        var nodes = cycle.nodes();
        var everywhere = !allKeys || allNodesHave(nodes, constraints);
        var measured = new ArrayList<Measured>();
        for (var constraint : constraints) {
            var counter = nodes.counter(constraint.counted(cycle.pod().namespace()));
            var topology = nodes.topology(constraint.topologyKey());
            if (everywhere && constraint.looksEverywhere(cycle.pod())) {
                measured.add(new Measured(constraint, counter.by(topology)));
                continue;
            }
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
                            DomainCounts.of(nodes, topology.label(), looksAt, counter::on)));
        }
        return measured;
    }

    private static boolean allNodesHave(Nodes nodes, List<SpreadConstraint> constraints) {
        for (var constraint : constraints) {
            if (nodes.topology(constraint.topologyKey()).labelled() < nodes.size()) {
                return false;
            }
        }
        return true;
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
            each.changed();
            if (node != null
                    && each.counts instanceof DomainCounts some
                    && each.constraint.counted(cycle.pod().namespace()).matches(pod.demand())
                    && each.constraint.looksAt(node, cycle.pod())) {
                some.change(pod.slot(), sign);
            }
        }
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        var state = cycle.kept(this, State.class);
        for (var c = 0; c < state.self.length; c++) {
            var each = state.constraints.get(c);
            if (!each.counts.has(node.slot())) {
                return NO_LABEL;
            }
            var self = state.self[c] ? 1 : 0;
            if (each.counts.at(node.slot()) + self - each.least() > each.constraint.maxSkew()) {
                return SKEWED;
            }
        }
        return Verdict.FITS;
    }

    @Override
    public boolean applies(Cycle cycle) {
        return !constraintsToScore(cycle.pod()).isEmpty();
    }

    private List<SpreadConstraint> constraintsToScore(PodDemand pod) {
        return pod.pod().spec().topologySpreadConstraints().isEmpty()
                ? standard(pod)
                : SpreadConstraint.of(pod, "ScheduleAnyway");
    }

    @Override
    public void preScore(Cycle cycle, List<NodeView> fitting) {
        var own = !cycle.pod().pod().spec().topologySpreadConstraints().isEmpty();
        var nodes = cycle.nodes();
        var measured = measure(cycle, constraintsToScore(cycle.pod()), own);
        var all = fitting.size() == nodes.size();
        var chosen = all ? null : new Slots(fitting, nodes);
        for (var each : measured) {
            var key = each.constraint.topologyKey();
            var domains =
                    chosen == null
                            ? nodes.counter(NOBODY).by(nodes.topology(key)).size()
                            : DomainCounts.of(nodes, key, chosen::contains, _ -> 1).size();
            each.weight = Math.log(domains + 2.0);
        }
        cycle.keepForScore(this, new State(measured, own, new boolean[0]));
    }

    private List<SpreadConstraint> standard(PodDemand pod) {
        var selector = siblings.apply(pod);
        return selector.equals(Selector.nothing())
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
