package dev.jong.controllers.disruption;

import dev.jong.api.IntOrString;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.meta.v1.Condition;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.policy.v1.PodDisruptionBudgetStatus;
import dev.jong.controllers.pod.PodState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a disruption budget allows at the moment.
final class Budget {
    /// How long an eviction that was granted may take to become a deletion.
    static final Duration DELETION = Duration.ofMinutes(2);

    static final String ALLOWED = "DisruptionAllowed";

    private Budget() {}

    /// Whether the number of replicas wanted by the Pods' owners must be known.
    static boolean needsScale(PodDisruptionBudget budget) {
        return budget.spec().maxUnavailable() != null
                || budget.spec().minAvailable() instanceof IntOrString.OfString;
    }

    /// @param scale replicas that the Pods' owners want; used only if [#needsScale]
    static PodDisruptionBudgetStatus status(
            PodDisruptionBudget budget, List<Pod> pods, int scale, Instant now) {
        var disrupted = disrupted(budget, pods, now);
        int healthy =
                (int)
                        pods.stream()
                                .filter(pod ->
                                        !PodState.isTerminating(pod)
                                                && !disrupted.containsKey(pod.name()))
                                .filter(PodState::isReady)
                                .count();
        int expected =
                needsScale(budget) ? scale : budget.spec().minAvailable() == null ? 0 : pods.size();
        int desired = desired(budget, expected);
        int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
        long generation = budget.metadata().generation();
        return PodDisruptionBudgetStatus.builder()
                .observedGeneration(generation)
                .disruptedPods(disrupted)
                .disruptionsAllowed(allowed)
                .currentHealthy(healthy)
                .desiredHealthy(desired)
                .expectedPods(expected)
                .conditions(
                        with(
                                budget.status().conditions(),
                                condition(
                                        allowed > 0 ? "True" : "False",
                                        allowed > 0 ? "SufficientPods" : "InsufficientPods",
                                        "",
                                        generation,
                                        now)))
                .build();
    }

    private static int desired(PodDisruptionBudget budget, int expected) {
        var most = budget.spec().maxUnavailable();
        if (most != null) {
            return Math.max(0, expected - most.scaled(expected, true));
        }
        var least = budget.spec().minAvailable();
        return least == null ? 0 : least.scaled(expected, true);
    }

    /// Pods whose eviction was granted and that are not gone yet.
    private static Map<String, Instant> disrupted(
            PodDisruptionBudget budget, List<Pod> pods, Instant now) {
        var left = new HashMap<String, Instant>();
        for (var pod : pods) {
            var since = budget.status().disruptedPods().get(pod.name());
            if (since != null
                    && !PodState.isTerminating(pod)
                    && !since.plus(DELETION).isBefore(now)) {
                left.put(pod.name(), since);
            }
        }
        return left;
    }

    /// When the first granted eviction counts as not used.
    static Optional<Duration> nextLook(PodDisruptionBudgetStatus status, Instant now) {
        return status.disruptedPods().values().stream()
                .min(Instant::compareTo)
                .map(since -> Duration.between(now, since.plus(DELETION)));
    }

    /// Nothing is allowed where it is not known what there should be.
    static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String why, Instant now) {
        var condition =
                condition("False", "SyncFailed", why, budget.status().observedGeneration(), now);
        return budget.status().toBuilder()
                .disruptionsAllowed(0)
                .conditions(with(budget.status().conditions(), condition))
                .build();
    }

    private static Condition condition(
            String status, String reason, String message, long generation, Instant now) {
        return Condition.builder()
                .type(ALLOWED)
                .status(status)
                .reason(reason)
                .message(message)
                .observedGeneration(generation)
                .lastTransitionTime(now)
                .build();
    }

    private static List<Condition> with(List<Condition> conditions, Condition wanted) {
        var result = new ArrayList<Condition>();
        boolean found = false;
        for (var each : conditions) {
            if (each.type().equals(wanted.type())) {
                found = true;
                result.add(
                        each.status().equals(wanted.status())
                                ? wanted.withLastTransitionTime(
                                        Objects.requireNonNullElse(
                                                each.lastTransitionTime(), Instant.EPOCH))
                                : wanted);
            } else {
                result.add(each);
            }
        }
        if (!found) {
            result.add(wanted);
        }
        return result;
    }
}
