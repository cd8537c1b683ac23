package dev.jong.controllers.replicaset;

import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.ReplicaSetCondition;
import dev.jong.client.Indexes;
import dev.jong.client.Lister;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Selectors;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Owners;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// ReplicaSets keep their number of Pods.
public final class ReplicaSets implements ReplicaReconciler.Form<ReplicaSet> {
    private final Lister<ReplicaSet> byController;

    private ReplicaSets(ControllerContext context) {
        this.byController =
                context.informers().of(ReplicaSet.KIND).index("controller", Indexes::controllerUid);
    }

    public static Controller<ReplicaSet> controller(ControllerContext context) {
        return ReplicaReconciler.controller(
                context,
                "replicaset",
                "replicaset-controller",
                ReplicaSet.KIND,
                new ReplicaSets(context));
    }

    @Override
    public ReplicaGoal goal(ReplicaSet set) {
        var spec = set.spec();
        return new ReplicaGoal(
                set,
                Selectors.of(spec.selector()),
                spec.template(),
                Objects.requireNonNullElse(spec.replicas(), 1),
                spec.minReadySeconds());
    }

    @Override
    public List<String> siblings(ReplicaSet set) {
        return Owners.controllerOf(set).stream()
                .flatMap(owner -> byController.of(owner.uid()).stream())
                .map(sibling -> Objects.requireNonNullElse(sibling.metadata().uid(), ""))
                .toList();
    }

    @Override
    public ReplicaSet told(ReplicaSet set, ReplicaKeeper.Result result, Instant now) {
        var counts = result.counts();
        return set.withStatus(
                set.status().toBuilder()
                        .replicas(counts.replicas())
                        .fullyLabeledReplicas(counts.fullyLabeled())
                        .readyReplicas(counts.ready())
                        .availableReplicas(counts.available())
                        .terminatingReplicas(counts.terminating())
                        .observedGeneration(set.metadata().generation())
                        .conditions(
                                result.conditions(
                                        set.status().conditions(),
                                        ReplicaSetCondition::type,
                                        (reason, message) ->
                                                ReplicaSetCondition.builder()
                                                        .type(ReplicaReconciler.FAILURE)
                                                        .status("True")
                                                        .lastTransitionTime(now)
                                                        .reason(reason)
                                                        .message(message)
                                                        .build()))
                        .build());
    }
}
