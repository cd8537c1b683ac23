package dev.jong.controllers.deployment;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.client.EventRecorder;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Claims;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.Selectors;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Rolls a Deployment's ReplicaSets towards its template.
public final class DeploymentReconciler implements Reconciler<Deployment> {
    private static final int WORKERS = 5;

    private final ResourceClient<Deployment> deployments;
    private final ResourceClient<ReplicaSet> sets;
    private final Informer<Deployment> knownDeployments;
    private final Informer<ReplicaSet> knownSets;
    private final Lister<ReplicaSet> setsByController;
    private final Lister<Pod> podsByController;
    private final EventRecorder events;
    private final InstantSource clock;
    private final ReplicaSetWriter writer;

    private DeploymentReconciler(ControllerContext context) {
        this.deployments = context.client().resources(Deployment.KIND);
        this.sets = context.client().resources(ReplicaSet.KIND);
        this.knownDeployments = context.informers().of(Deployment.KIND);
        this.knownSets = context.informers().of(ReplicaSet.KIND);
        this.setsByController = knownSets.index("controller", Indexes::controllerUid);
        this.podsByController =
                context.informers().of(Pod.KIND).index("controller", Indexes::controllerUid);
        this.events = context.recorder("deployment-controller");
        this.clock = context.clock();
        this.writer = new ReplicaSetWriter(deployments, sets, events, clock);
    }

    public static Controller<Deployment> controller(ControllerContext context) {
        var reconciler = new DeploymentReconciler(context);
        return Controller.of("deployment", Deployment.KIND, reconciler)
                .owns(ReplicaSet.KIND)
                .watches(ReplicaSet.KIND, reconciler::adopters)
                .on(
                        Pod.KIND,
                        (before, now) ->
                                now == null && before != null
                                        ? reconciler.ofGonePod(before)
                                        : List.of())
                .workers(WORKERS)
                .build();
    }

    private List<ObjectKey> adopters(ReplicaSet set) {
        if (!Owners.isOrphan(set)) {
            return List.of();
        }
        return knownDeployments.inNamespace(set.namespace()).stream()
                .filter(deployment ->
                        Selectors.of(deployment.spec().selector()).matches(set.metadata().labels()))
                .map(ObjectKey::of)
                .toList();
    }

    /// A Deployment that recreates waits for the last old Pod to go.
    private List<ObjectKey> ofGonePod(Pod pod) {
        return Owners.controllerOf(pod).stream()
                .filter(owner -> owner.kind().equals("ReplicaSet"))
                .flatMap(owner -> knownSets.find(pod.namespace(), owner.name()).stream())
                .flatMap(set -> Owners.controllerOf(set).stream())
                .map(owner -> new ObjectKey(pod.namespace(), owner.name()))
                .filter(key ->
                        knownDeployments
                                .find(key)
                                .filter(found -> !Fenceposts.rolling(found))
                                .isPresent())
                .toList();
    }

    @Override
    public Outcome reconcile(Deployment deployment) {
        if (LabelSelector.EMPTY.equals(deployment.spec().selector())) {
            return refuseToSelectAll(deployment);
        }
        var owned = claimed(deployment);
        if (deployment.metadata().deletionTimestamp() != null) {
            return statusOnly(writer.find(deployment, owned));
        }
        var now = writer.notePause(deployment);
        if (now.spec().paused()) {
            return scale(writer.find(now, owned));
        }
        var rollback = Rollback.target(now);
        if (rollback.isPresent()) {
            new Rollback(deployments, events).perform(now, owned, rollback.get());
            return Outcome.done();
        }
        var state = writer.find(now, owned);
        if (Scaling.sizeChanged(state.deployment(), state.all())) {
            return scale(state);
        }
        return Fenceposts.rolling(now) ? roll(writer.ensure(state)) : recreate(state);
    }

    private Outcome refuseToSelectAll(Deployment deployment) {
        events.warning(
                deployment,
                "SelectingAll",
                "This deployment is selecting all pods. A non-empty selector is required.");
        long generation = deployment.metadata().generation();
        if (deployment.status().observedGeneration() < generation) {
            deployments.updateStatus(
                    deployment.mapStatus(status -> status.withObservedGeneration(generation)));
        }
        return Outcome.done();
    }

    private List<ReplicaSet> claimed(Deployment deployment) {
        var uid = Objects.requireNonNullElse(deployment.metadata().uid(), "");
        var candidates = new ArrayList<>(setsByController.of(uid));
        knownSets.inNamespace(deployment.namespace()).stream()
                .filter(Owners::isOrphan)
                .forEach(candidates::add);
        var selector = Selectors.of(deployment.spec().selector());
        return new Claims<>(deployment, selector, sets, deployments).claim(candidates);
    }

    private Outcome statusOnly(Rollout state) {
        var status =
                Progress.counted(state.deployment(), state.fresh(), state.all(), clock.instant());
        writer.updateStatus(state.deployment(), status);
        return Outcome.done();
    }

    private Outcome scale(Rollout state) {
        var scaling = Scaling.proportional(state.deployment(), state.fresh(), state.old());
        var scaled = writer.scale(state, scaling);
        if (state.deployment().spec().paused()) {
            writer.cleanUp(scaled);
        }
        return statusOnly(scaled);
    }

    private Outcome roll(Rollout state) {
        var fresh = Objects.requireNonNull(state.fresh());
        int desired = Fenceposts.desired(state.deployment());
        int size = Fenceposts.replicas(fresh);
        int wanted =
                size > desired
                        ? desired
                        : Fenceposts.of(state.deployment())
                                .forNew(true, size, Fenceposts.replicas(state.all()));
        if (wanted != size) {
            return finish(writer.scale(state, new Scaling(Map.of(fresh, wanted), false)));
        }
        var shrinking = Scaling.shrinkOld(state.deployment(), fresh, state.old());
        if (!shrinking.sizes().isEmpty()) {
            return finish(writer.scale(state, shrinking));
        }
        if (Progress.isComplete(state.deployment(), state.deployment().status())) {
            writer.cleanUp(state);
        }
        return finish(state);
    }

    private Outcome recreate(Rollout state) {
        var sizes = new LinkedHashMap<ReplicaSet, Integer>();
        state.old().stream()
                .filter(set -> Fenceposts.replicas(set) > 0)
                .forEach(set -> sizes.put(set, 0));
        if (!sizes.isEmpty()) {
            return finish(writer.scale(state, new Scaling(sizes, false)));
        }
        if (oldPodsRun(state)) {
            return finish(state);
        }
        var ensured = writer.ensure(state);
        var fresh = Objects.requireNonNull(ensured.fresh());
        int desired = Fenceposts.desired(ensured.deployment());
        var full =
                Fenceposts.replicas(fresh) == desired
                        ? ensured
                        : writer.scale(ensured, new Scaling(Map.of(fresh, desired), false));
        if (Progress.isComplete(full.deployment(), full.deployment().status())) {
            writer.cleanUp(full);
        }
        return finish(full);
    }

    private boolean oldPodsRun(Rollout state) {
        return state.old().stream()
                .anyMatch(set ->
                        set.status().replicas() > 0
                                || podsByController
                                        .of(Objects.requireNonNullElse(set.metadata().uid(), ""))
                                        .stream()
                                        .anyMatch(pod -> !PodState.isFinished(pod)));
    }

    private Outcome finish(Rollout state) {
        var now = clock.instant();
        var status = Progress.status(state.deployment(), state.fresh(), state.all(), now);
        writer.updateStatus(state.deployment(), status);
        return Progress.nextLook(state.deployment(), status, now)
                .map(Outcome::lookAgain)
                .orElse(Outcome.done());
    }
}
