package dev.jong.apiserver.action;

import dev.jong.api.GroupResource;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.meta.v1.Condition;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.api.policy.v1.Eviction;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.policy.v1.PodDisruptionBudgetStatus;
import dev.jong.api.rules.PodConditions;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.registry.WriteOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Deletes Pods as far as their disruption budgets allow (`pods/eviction`).
public final class PodEviction {
    private static final String VIOLATION =
            "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final String ALLOWED = "DisruptionAllowed";
    private static final int PROCESSING_SECONDS = 10;

    /// Upstream's bound on Pods that a budget takes for gone although they are still there.
    private static final int MOST_DISRUPTED = 2000;

    private final Registry registry;
    private final InstantSource clock;
    private final Subresource.Part<Pod> condition =
            new Subresource.Part<>("eviction", (now, _) -> now, (_, _) -> List.of(), false, false);

    public PodEviction(Registry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /// @throws ApiException.TooManyRequests when the budget does not allow it now
    public void evict(String namespace, String name, Eviction eviction, WriteOptions options) {
        var pods = registry.of(Pod.KIND);
        var pod = pods.get(namespace, name).object();
        var asked = eviction.deleteOptions();
        var delete = asked == null ? DeleteOptions.EMPTY : asked;
        boolean dryRun = options.dryRun() || delete.dryRun().contains("All");
        registry.admit(Operation.CREATE, Pod.KIND, "eviction", namespace, name, eviction, dryRun);
        var write = (dryRun ? WriteOptions.DRY_RUN : options).asAdmitted();
        if (!goesUnasked(pod)) {
            var budget = budget(pod);
            if (budget != null && !unhealthyMayGo(pod, budget)) {
                spend(budget, pod, write);
            }
            pods.change(namespace, name, condition, this::disrupted, unowned(write));
        }
        pods.delete(namespace, name, delete, write);
    }

    private static boolean goesUnasked(Pod pod) {
        var phase = pod.status().phase();
        return phase != null && Set.of("Succeeded", "Failed", "Pending").contains(phase)
                || pod.metadata().deletionTimestamp() != null;
    }

    private @Nullable PodDisruptionBudget budget(Pod pod) {
        var matching = new ArrayList<PodDisruptionBudget>();
        for (var version :
                registry.of(PodDisruptionBudget.KIND)
                        .list(pod.namespace(), ListQuery.ALL)
                        .items()) {
            var budget = version.object();
            if (LabelSelectors.of(budget.spec().selector()).matches(pod.metadata().labels())) {
                matching.add(budget);
            }
        }
        if (matching.size() > 1) {
            throw ApiException.of(
                    new Failure(
                            500,
                            "",
                            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                            null));
        }
        return matching.isEmpty() ? null : matching.getFirst();
    }

    /// Pods that are not ready do not serve anybody; whether they are guarded is the budget's
    /// choice.
    private static boolean unhealthyMayGo(Pod pod, PodDisruptionBudget budget) {
        if (PodConditions.isReady(pod)) {
            return false;
        }
        var status = budget.status();
        return "AlwaysAllow".equals(budget.spec().unhealthyPodEvictionPolicy())
                || status.currentHealthy() >= status.desiredHealthy()
                        && status.desiredHealthy() > 0;
    }

    private void spend(PodDisruptionBudget seen, Pod pod, WriteOptions write) {
        registry.of(PodDisruptionBudget.KIND)
                .change(
                        seen.namespace(),
                        seen.name(),
                        "status",
                        budget -> spent(budget, pod.name(), clock.instant()),
                        write.dryRun() ? write : WriteOptions.OWN.asAdmitted());
    }

    /// Who evicts does not own what the server says of it.
    private static WriteOptions unowned(WriteOptions write) {
        return new WriteOptions(write.dryRun(), "", false).asAdmitted();
    }

    private static PodDisruptionBudget spent(PodDisruptionBudget budget, String pod, Instant now) {
        var status = budget.status();
        if (status.observedGeneration() < budget.metadata().generation()) {
            throw refused(
                    PROCESSING_SECONDS,
                    "The disruption budget "
                            + budget.name()
                            + " is still being processed by the server.");
        }
        if (status.disruptedPods().size() > MOST_DISRUPTED) {
            throw ApiException.forbidden(
                    new GroupResource("policy", "poddisruptionbudgets"),
                    budget.name(),
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (status.disruptionsAllowed() <= 0) {
            throw refused(
                    0,
                    "The disruption budget "
                            + budget.name()
                            + " needs "
                            + status.desiredHealthy()
                            + " healthy pods and has "
                            + status.currentHealthy()
                            + " currently");
        }
        var disrupted = new HashMap<>(status.disruptedPods());
        disrupted.put(pod, now);
        int left = status.disruptionsAllowed() - 1;
        return budget.withStatus(
                status.toBuilder()
                        .disruptionsAllowed(left)
                        .disruptedPods(disrupted)
                        .conditions(left > 0 ? status.conditions() : exhausted(status, now))
                        .build());
    }

    /// The conditions once no disruption is allowed any more.
    private static List<Condition> exhausted(PodDisruptionBudgetStatus status, Instant now) {
        var conditions = new ArrayList<Condition>();
        var since = now;
        for (var known : status.conditions()) {
            if (!known.type().equals(ALLOWED)) {
                conditions.add(known);
            } else if (known.status().equals("False")) {
                since = known.lastTransitionTime();
            }
        }
        conditions.add(
                Condition.EMPTY.toBuilder()
                        .type(ALLOWED)
                        .status("False")
                        .reason("InsufficientPods")
                        .observedGeneration(status.observedGeneration())
                        .lastTransitionTime(since)
                        .build());
        return conditions;
    }

    /// @param retryAfter seconds; with 0 clients do not try again by themselves
    private static ApiException refused(int retryAfter, String why) {
        return ApiException.tooManyRequests(VIOLATION, retryAfter).because("DisruptionBudget", why);
    }

    private Pod disrupted(Pod pod) {
        var conditions = new ArrayList<PodCondition>();
        for (var known : pod.status().conditions()) {
            if (!known.type().equals("DisruptionTarget")) {
                conditions.add(known);
            }
        }
        conditions.add(
                PodCondition.EMPTY.toBuilder()
                        .type("DisruptionTarget")
                        .status("True")
                        .reason("EvictionByEvictionAPI")
                        .message("Eviction API: evicting")
                        .lastTransitionTime(clock.instant())
                        .build());
        return pod.withStatus(pod.status().withConditions(conditions));
    }
}
