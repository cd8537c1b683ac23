package dev.jong.apiserver.resources.policy;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.policy.v1.PodDisruptionBudgetStatus;
import dev.jong.apiserver.registry.Resource;
import java.util.List;

/// The policy group.
public final class PolicyResources {
    public static final Resource<PodDisruptionBudget> DISRUPTION_BUDGETS =
            Resource.of(PodDisruptionBudget.KIND)
                    .names(Names::pathSegment)
                    .counted()
                    .conditionalUpdatesOnly()
                    .beforeCreate(budget -> budget.withStatus(PodDisruptionBudgetStatus.EMPTY))
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> status(now.status()))
                    .build();

    private PolicyResources() {}

    private static List<FieldError> status(PodDisruptionBudgetStatus status) {
        var errors = new FieldErrors();
        var path = FieldPath.of("status");
        errors.notNegative(path.child("disruptionsAllowed"), status.disruptionsAllowed());
        errors.notNegative(path.child("currentHealthy"), status.currentHealthy());
        errors.notNegative(path.child("desiredHealthy"), status.desiredHealthy());
        errors.notNegative(path.child("expectedPods"), status.expectedPods());
        return errors.list();
    }
}
