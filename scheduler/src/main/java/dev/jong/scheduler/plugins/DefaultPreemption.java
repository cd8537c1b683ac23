package dev.jong.scheduler.plugins;

import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.rules.PodConditions;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Diagnosis;
import dev.jong.scheduler.framework.PostFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes room for a Pod by evicting Pods of lower priority from one node: as few, as unimportant
/// and with as few broken disruption budgets as it can.
public final class DefaultPreemption implements PostFilter {
    /// Evicting Pods in this order spares the more important ones: by priority, then by how long
    /// they run.
    static final Comparator<PlacedPod> MORE_IMPORTANT_FIRST =
            Comparator.comparingInt((PlacedPod pod) -> -pod.demand().priority())
                    .thenComparing(DefaultPreemption::started);

    private static final Verdict NO_VICTIMS =
            Verdict.hopeless("No preemption victims found for incoming pod");

    /// At least so many nodes are tried.
    public static final int LEAST_CANDIDATES = 100;

    /// At least this part of the nodes is tried.
    public static final int CANDIDATES_PERCENT = 10;

    private final Supplier<? extends Collection<PodDisruptionBudget>> budgets;
    private final RandomGenerator random;

    /// One node and who must go there.
    ///
    /// @param victims the most important first
    /// @param broken how many of them break a budget
    record Candidate(NodeView node, List<PlacedPod> victims, int broken) {}

    public DefaultPreemption(
            Supplier<? extends Collection<PodDisruptionBudget>> budgets, RandomGenerator random) {
        this.budgets = budgets;
        this.random = random;
    }

    @Override
    public Way postFilter(Cycle cycle, Diagnosis diagnosis) {
        var notEligible = notEligible(cycle, diagnosis);
        if (notEligible != null) {
            return new Way.None("preemption: " + notEligible, true);
        }
        var summary = new Diagnosis(diagnosis.nodes());
        var candidates = candidates(cycle, diagnosis.mayFitLater(), summary);
        if (candidates.isEmpty()) {
            var others = diagnosis.nodes() - diagnosis.mayFitLater().size();
            if (others > 0) {
                summary.count(Verdict.hopeless("Preemption is not helpful for scheduling"), others);
            }
            return new Way.None("preemption: " + summary.message(), false);
        }
        var best = best(candidates);
        return new Way.Evict(best.node, best.victims);
    }

    private static @Nullable String notEligible(Cycle cycle, Diagnosis diagnosis) {
        var pod = cycle.pod().pod();
        if ("Never".equals(pod.spec().preemptionPolicy())) {
            return "not eligible due to preemptionPolicy=Never.";
        }
        var nominated = pod.status().nominatedNodeName();
        var node = nominated == null ? null : cycle.nodes().find(nominated);
        if (node == null || !diagnosis.mayFitLater().contains(node)) {
            return null;
        }
        for (var each : node.pods()) {
            if (each.demand().priority() < cycle.pod().priority() && isBeingPreempted(each)) {
                return "not eligible due to a terminating pod on the nominated node.";
            }
        }
        return null;
    }

    private static boolean isBeingPreempted(PlacedPod placed) {
        var pod = placed.demand().pod();
        return pod.metadata().deletionTimestamp() != null
                && PodConditions.find(pod, "DisruptionTarget")
                        .filter(each ->
                                each.status().equals("True")
                                        && "PreemptionByScheduler".equals(each.reason()))
                        .isPresent();
    }

    private List<Candidate> candidates(Cycle cycle, List<NodeView> nodes, Diagnosis summary) {
        var candidates = new ArrayList<Candidate>();
        if (nodes.isEmpty()) {
            return candidates;
        }
        var wanted = Math.max(LEAST_CANDIDATES, nodes.size() * CANDIDATES_PERCENT / 100);
        var offset = random.nextInt(nodes.size());
        var known = budgets.get();
        var unbroken = false;
        for (var n = 0; n < nodes.size() && (candidates.size() < wanted || !unbroken); n++) {
            var node = nodes.get((offset + n) % nodes.size());
            var victims = victims(cycle, node, known, summary);
            if (victims != null) {
                candidates.add(victims);
                unbroken |= victims.broken == 0;
            }
        }
        return candidates;
    }

    private static @Nullable Candidate victims(
            Cycle cycle,
            NodeView node,
            Collection<PodDisruptionBudget> budgets,
            Diagnosis summary) {
        var lesser =
                node.pods().stream()
                        .filter(each -> each.demand().priority() < cycle.pod().priority())
                        .sorted(MORE_IMPORTANT_FIRST)
                        .toList();
        if (lesser.isEmpty()) {
            summary.count(NO_VICTIMS, 1);
            return null;
        }
        var broken = Budgets.broken(lesser, budgets);
        return cycle.without(
                lesser,
                (_, trial) -> {
                    var verdict = cycle.judge(node);
                    if (!verdict.fits()) {
                        summary.count(verdict, 1);
                        return null;
                    }
                    var victims = new ArrayList<PlacedPod>();
                    var count = 0;
                    for (var each : spareFirst(lesser, broken)) {
                        trial.bringBack(each);
                        if (!cycle.judge(node).fits()) {
                            trial.take(each);
                            victims.add(each);
                            count += broken.contains(each) ? 1 : 0;
                        }
                    }
                    victims.sort(MORE_IMPORTANT_FIRST);
                    return new Candidate(node, victims, count);
                });
    }

    private static List<PlacedPod> spareFirst(List<PlacedPod> pods, Collection<PlacedPod> broken) {
        var order = new ArrayList<PlacedPod>(broken);
        pods.stream().filter(each -> !broken.contains(each)).forEach(order::add);
        return order;
    }

    /// The candidate that does least harm.
    static Candidate best(List<Candidate> candidates) {
        return candidates.stream()
                .min(
                        Comparator.comparingInt(Candidate::broken)
                                .thenComparingInt(each -> highest(each))
                                .thenComparingLong(each -> sum(each))
                                .thenComparingInt(each -> each.victims.size())
                                .thenComparing(
                                        each -> earliestStart(each), Comparator.reverseOrder()))
                .orElseThrow();
    }

    private static int highest(Candidate candidate) {
        return candidate.victims.isEmpty()
                ? Integer.MIN_VALUE
                : candidate.victims.getFirst().demand().priority();
    }

    private static long sum(Candidate candidate) {
        var sum = 0L;
        for (var victim : candidate.victims) {
            sum +=
                    victim.demand().priority()
                            + (long) Integer.MAX_VALUE
                            + 1; // negative ones count too
        }
        return sum;
    }

    /// When the first of the most important victims began.
    private static Instant earliestStart(Candidate candidate) {
        var highest = highest(candidate);
        return candidate.victims.stream()
                .filter(each -> each.demand().priority() == highest)
                .map(DefaultPreemption::started)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private static Instant started(PlacedPod pod) {
        return Objects.requireNonNullElse(pod.demand().pod().status().startTime(), Instant.MAX);
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return false;
    }
}
