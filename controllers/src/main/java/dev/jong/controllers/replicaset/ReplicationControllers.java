package dev.jong.controllers.replicaset;

import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.core.v1.ReplicationControllerCondition;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Selectors;
import dev.jong.reconcile.Controller;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// ReplicationControllers keep their number of Pods.
public final class ReplicationControllers implements ReplicaReconciler.Form<ReplicationController> {
    private ReplicationControllers() {}

    public static Controller<ReplicationController> controller(ControllerContext context) {
        return ReplicaReconciler.controller(
                context,
                "replicationcontroller",
                "replication-controller",
                ReplicationController.KIND,
                new ReplicationControllers());
    }

    @Override
    public ReplicaGoal goal(ReplicationController controller) {
        var spec = controller.spec();
        return new ReplicaGoal(
                controller,
                Selectors.ofLabels(spec.selector()),
                Objects.requireNonNullElse(spec.template(), PodTemplateSpec.EMPTY),
                Objects.requireNonNullElse(spec.replicas(), 1),
                spec.minReadySeconds());
    }

    /// Nobody makes several of them for one purpose.
    @Override
    public List<String> siblings(ReplicationController controller) {
        return List.of();
    }

    @Override
    public ReplicationController told(
            ReplicationController controller, ReplicaKeeper.Result result, Instant now) {
        var counts = result.counts();
        return controller.withStatus(
                controller.status().toBuilder()
                        .replicas(counts.replicas())
                        .fullyLabeledReplicas(counts.fullyLabeled())
                        .readyReplicas(counts.ready())
                        .availableReplicas(counts.available())
                        .observedGeneration(controller.metadata().generation())
                        .conditions(
                                result.conditions(
                                        controller.status().conditions(),
                                        ReplicationControllerCondition::type,
                                        (reason, message) ->
                                                ReplicationControllerCondition.builder()
                                                        .type(ReplicaReconciler.FAILURE)
                                                        .status("True")
                                                        .lastTransitionTime(now)
                                                        .reason(reason)
                                                        .message(message)
                                                        .build()))
                        .build());
    }
}
