package dev.jong.controllers.replicaset;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.core.v1.ReplicationControllerCondition;
import dev.jong.api.core.v1.ReplicationControllerStatus;
import dev.jong.api.selector.Selector;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodControl;
import dev.jong.controllers.pod.Selectors;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Keeps the number of Pods of a ReplicationController.
public final class ReplicationControllerReconciler implements Reconciler<ReplicationController> {
    private static final int WORKERS = 5;
    private static final String FAILURE = "ReplicaFailure";

    private final ReplicaKeeper<ReplicationController> keeper;
    private final ResourceClient<ReplicationController> controllers;
    private final Informer<ReplicationController> known;
    private final InstantSource clock;

    private ReplicationControllerReconciler(ControllerContext context) {
        this.controllers = context.client().resources(ReplicationController.KIND);
        this.known = context.informers().of(ReplicationController.KIND);
        this.clock = context.clock();
        this.keeper =
                new ReplicaKeeper<>(
                        context.client(),
                        context.informers().of(Pod.KIND),
                        controllers,
                        new PodControl(
                                context.client(), context.recorder("replication-controller")));
    }

    public static Controller<ReplicationController> controller(ControllerContext context) {
        var reconciler = new ReplicationControllerReconciler(context);
        return Controller.of("replicationcontroller", ReplicationController.KIND, reconciler)
                .owns(Pod.KIND)
                .watches(Pod.KIND, reconciler::adopters)
                .workers(WORKERS)
                .build();
    }

    private List<ObjectKey> adopters(Pod pod) {
        if (!Owners.isOrphan(pod)) {
            return List.of();
        }
        return known.inNamespace(pod.metadata().namespace()).stream()
                .filter(controller -> selector(controller).matches(pod.metadata().labels()))
                .map(ObjectKey::of)
                .toList();
    }

    /// An empty selector selects nothing.
    private static Selector selector(ReplicationController controller) {
        return Selectors.ofLabels(controller.spec().selector());
    }

    @Override
    public Outcome reconcile(ReplicationController controller) {
        var now = clock.instant();
        var spec = controller.spec();
        var goal =
                new ReplicaGoal(
                        controller,
                        selector(controller),
                        Objects.requireNonNullElse(spec.template(), PodTemplateSpec.EMPTY),
                        Objects.requireNonNullElse(spec.replicas(), 1),
                        spec.minReadySeconds());
        var result = keeper.keep(controller, goal, List.of(), now);
        var status = status(controller, result, now);
        if (!status.equals(controller.status())) {
            controllers.updateStatus(controller.withStatus(status));
        }
        var failure = result.failure();
        if (failure != null) {
            return Outcome.failed(String.valueOf(failure.getMessage()));
        }
        return result.nextCheck(spec.minReadySeconds(), now)
                .map(Outcome::lookAgain)
                .orElse(Outcome.done());
    }

    static ReplicationControllerStatus status(
            ReplicationController controller, ReplicaKeeper.Result result, Instant now) {
        var counts = result.counts();
        return controller.status().toBuilder()
                .replicas(counts.replicas())
                .fullyLabeledReplicas(counts.fullyLabeled())
                .readyReplicas(counts.ready())
                .availableReplicas(counts.available())
                .observedGeneration(controller.metadata().generation())
                .conditions(conditions(controller.status().conditions(), result, now))
                .build();
    }

    private static List<ReplicationControllerCondition> conditions(
            List<ReplicationControllerCondition> before, ReplicaKeeper.Result result, Instant now) {
        boolean told = before.stream().anyMatch(condition -> condition.type().equals(FAILURE));
        var failure = result.failure();
        if (failure != null && told) {
            return before;
        }
        var others = new ArrayList<>(before);
        others.removeIf(condition -> condition.type().equals(FAILURE));
        if (failure != null) {
            others.add(
                    ReplicationControllerCondition.builder()
                            .type(FAILURE)
                            .status("True")
                            .lastTransitionTime(now)
                            .reason(result.reason())
                            .message(String.valueOf(failure.getMessage()))
                            .build());
        }
        return others;
    }
}
