package dev.jong.apiserver.resources.policy;

import dev.jong.api.names.Names;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.policy.v1.PodDisruptionBudgetStatus;
import dev.jong.apiserver.registry.Resource;

/// The policy group.
public final class PolicyResources {
    public static final Resource<PodDisruptionBudget> DISRUPTION_BUDGETS =
            Resource.of(PodDisruptionBudget.KIND)
                    .names(Names::pathSegment)
                    .counted()
                    .conditionalUpdatesOnly()
                    .beforeCreate(budget -> budget.withStatus(PodDisruptionBudgetStatus.EMPTY))
                    .status((from, into) -> into.withStatus(from.status()))
                    .build();

    private PolicyResources() {}
}
