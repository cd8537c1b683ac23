package dev.jong.controllers.replicaset;

import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.ReplicaSetCondition;
import dev.jong.api.apps.v1.ReplicaSetStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
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

/// Keeps the number of Pods of a ReplicaSet.
public final class ReplicaSetReconciler implements Reconciler<ReplicaSet> {
    private static final int WORKERS = 5;
    private static final String FAILURE = "ReplicaFailure";

    private final ReplicaKeeper<ReplicaSet> keeper;
    private final ResourceClient<ReplicaSet> sets;
    private final Informer<ReplicaSet> known;
    private final Lister<ReplicaSet> byController;
    private final InstantSource clock;

    private ReplicaSetReconciler(ControllerContext context) {
        this.sets = context.client().resources(ReplicaSet.KIND);
        this.known = context.informers().of(ReplicaSet.KIND);
        this.byController = known.index("controller", Indexes::controllerUid);
        this.clock = context.clock();
        this.keeper =
                new ReplicaKeeper<>(
                        context.client(),
                        context.informers().of(Pod.KIND),
                        sets,
                        new PodControl(
                                context.client(), context.recorder("replicaset-controller")));
    }

    public static Controller<ReplicaSet> controller(ControllerContext context) {
        var reconciler = new ReplicaSetReconciler(context);
        return Controller.of("replicaset", ReplicaSet.KIND, reconciler)
                .owns(Pod.KIND)
                .watches(Pod.KIND, reconciler::adopters)
                .workers(WORKERS)
                .build();
    }

    /// The sets that may want a Pod nobody controls.
    private List<ObjectKey> adopters(Pod pod) {
        if (!Owners.isOrphan(pod)) {
            return List.of();
        }
        return known.inNamespace(pod.metadata().namespace()).stream()
                .filter(set -> Selectors.of(set.spec().selector()).matches(pod.metadata().labels()))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public Outcome reconcile(ReplicaSet set) {
        var now = clock.instant();
        var spec = set.spec();
        var goal =
                new ReplicaGoal(
                        set,
                        Selectors.of(spec.selector()),
                        spec.template(),
                        Objects.requireNonNullElse(spec.replicas(), 1),
                        spec.minReadySeconds());
        var result = keeper.keep(set, goal, siblings(set), now);
        var status = status(set, result, now);
        if (!status.equals(set.status())) {
            sets.updateStatus(set.withStatus(status));
        }
        var failure = result.failure();
        if (failure != null) {
            return Outcome.failed(String.valueOf(failure.getMessage()));
        }
        return result.nextCheck(spec.minReadySeconds(), now)
                .map(Outcome::lookAgain)
                .orElse(Outcome.done());
    }

    private List<String> siblings(ReplicaSet set) {
        return Owners.controllerOf(set).stream()
                .flatMap(owner -> byController.of(owner.uid()).stream())
                .map(sibling -> Objects.requireNonNullElse(sibling.metadata().uid(), ""))
                .toList();
    }

    static ReplicaSetStatus status(ReplicaSet set, ReplicaKeeper.Result result, Instant now) {
        var counts = result.counts();
        return set.status().toBuilder()
                .replicas(counts.replicas())
                .fullyLabeledReplicas(counts.fullyLabeled())
                .readyReplicas(counts.ready())
                .availableReplicas(counts.available())
                .terminatingReplicas(counts.terminating())
                .observedGeneration(set.metadata().generation())
                .conditions(conditions(set.status().conditions(), result, now))
                .build();
    }

    /// A failure is told once and taken back when nothing fails any more.
    private static List<ReplicaSetCondition> conditions(
            List<ReplicaSetCondition> before, ReplicaKeeper.Result result, Instant now) {
        boolean told = before.stream().anyMatch(condition -> condition.type().equals(FAILURE));
        var failure = result.failure();
        if (failure != null && told) {
            return before;
        }
        var others = new ArrayList<>(before);
        others.removeIf(condition -> condition.type().equals(FAILURE));
        if (failure != null) {
            others.add(
                    ReplicaSetCondition.builder()
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
