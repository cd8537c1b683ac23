package dev.jong.scheduler.plugins;

import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.scheduler.nodes.PlacedPod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which of some Pods cannot go without breaking a disruption budget.
final class Budgets {
    private Budgets() {}

    /// Those for whom no disruption is left, when all are evicted in this order.
    static Set<PlacedPod> broken(List<PlacedPod> pods, Collection<PodDisruptionBudget> budgets) {
        var matching = new ArrayList<PodDisruptionBudget>(budgets);
        var left = new int[matching.size()];
        for (var b = 0; b < left.length; b++) {
            left[b] = matching.get(b).status().disruptionsAllowed();
        }
        var broken = new LinkedHashSet<PlacedPod>();
        for (var pod : pods) {
            for (var b = 0; b < left.length; b++) {
                if (concerns(matching.get(b), pod) && --left[b] < 0) {
                    broken.add(pod);
                }
            }
        }
        return broken;
    }

    /// A Pod that the budget already counts as disrupted does not count twice.
    private static boolean concerns(PodDisruptionBudget budget, PlacedPod pod) {
        var demand = pod.demand();
        var selector = budget.spec().selector();
        return !demand.labels().isEmpty()
                && demand.namespace().equals(budget.metadata().namespace())
                && selector != null
                && LabelSelectors.of(selector).matches(demand.labels())
                && !LabelSelectors.of(selector).isEverything()
                && !budget.status()
                        .disruptedPods()
                        .containsKey(String.valueOf(demand.pod().metadata().name()));
    }
}
