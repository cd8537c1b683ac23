package dev.jong.controllers.replicaset;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.client.Client;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.pod.Claims;
import dev.jong.controllers.pod.PodControl;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.PodTemplates;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Parallel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Performs [ReplicaPlan]s, for ReplicaSets and ReplicationControllers alike.
final class ReplicaKeeper<O extends KubernetesObject> {
    private final Informer<Pod> pods;
    private final Lister<Pod> byController;
    private final ResourceClient<Pod> podClient;
    private final ResourceClient<O> owners;
    private final PodControl control;

    ReplicaKeeper(Client client, Informer<Pod> pods, ResourceClient<O> owners, PodControl control) {
        this.pods = pods;
        this.byController = pods.index("controller", Indexes::controllerUid);
        this.podClient = client.resources(Pod.KIND);
        this.owners = owners;
        this.control = control;
    }

    /// What came of it.
    ///
    /// @param failure why not all could be created or deleted; null if they could
    /// @param reason `FailedCreate` or `FailedDelete`, "" where nothing failed
    /// @param active the Pods that counted, as they were before
    record Result(
            ReplicaPlan.Counts counts,
            @Nullable ApiException failure,
            String reason,
            List<Pod> active) {
        /// A failure is told once and taken back when nothing fails any more.
        ///
        /// @param make a condition from a reason and a message
        <C> List<C> conditions(
                List<C> before, Function<C, String> type, BiFunction<String, String, C> make) {
            boolean told =
                    before.stream()
                            .anyMatch(each -> type.apply(each).equals(ReplicaReconciler.FAILURE));
            if (failure != null && told) {
                return before;
            }
            var others = new ArrayList<>(before);
            others.removeIf(each -> type.apply(each).equals(ReplicaReconciler.FAILURE));
            if (failure != null) {
                others.add(make.apply(reason, String.valueOf(failure.getMessage())));
            }
            return others;
        }

        Optional<Duration> nextCheck(int minReadySeconds, Instant now) {
            if (minReadySeconds == 0 || counts.ready() == counts.available()) {
                return Optional.empty();
            }
            return Optional.of(
                    PodState.nextAvailable(active, minReadySeconds, now)
                            .orElse(Duration.ofSeconds(minReadySeconds)));
        }
    }

    /// @param siblings uids of the sets with the same owner
    Result keep(O owner, ReplicaGoal goal, List<String> siblings, Instant now) {
        var candidates = candidates(owner);
        var claims = new Claims<>(owner, goal.selector(), podClient, owners);
        var active = claims.claim(candidates.stream().filter(PodState::isActive).toList());
        int terminating =
                (int)
                        candidates.stream()
                                .filter(pod ->
                                        PodState.isTerminating(pod) && !PodState.isFinished(pod))
                                .filter(pod -> Owners.controls(owner, pod))
                                .filter(pod -> goal.selector().matches(pod.metadata().labels()))
                                .count();
        var related = new ArrayList<Pod>();
        siblings.forEach(uid -> related.addAll(byController.of(uid)));
        var plan = ReplicaPlan.of(goal, active, related, now);
        ApiException failure = null;
        try {
            perform(owner, goal, plan);
        } catch (ApiException e) {
            failure = e;
        }
        var reason = failure == null ? "" : plan.missing() > 0 ? "FailedCreate" : "FailedDelete";
        return new Result(
                ReplicaPlan.Counts.of(goal, active, terminating, now), failure, reason, active);
    }

    private void perform(O owner, ReplicaGoal goal, ReplicaPlan plan) {
        if (plan.missing() > 0) {
            var template = PodTemplates.pod(goal.template(), owner);
            Parallel.slowStart(
                    Collections.nCopies(plan.missing(), template), pod -> create(owner, pod));
        }
        if (!plan.surplus().isEmpty()) {
            Parallel.forEach(plan.surplus(), pod -> control.delete(owner, pod));
        }
    }

    private void create(O owner, Pod pod) {
        try {
            control.create(owner, pod);
        } catch (ApiException e) {
            if (!Refused.becauseNamespaceEnds(e)) {
                throw e;
            }
        }
    }

    /// The owner's own Pods and those nobody controls.
    private List<Pod> candidates(O owner) {
        var found =
                new ArrayList<>(
                        byController.of(Objects.requireNonNullElse(owner.metadata().uid(), "")));
        pods.inNamespace(owner.metadata().namespace()).stream()
                .filter(Owners::isOrphan)
                .forEach(found::add);
        return found;
    }
}
