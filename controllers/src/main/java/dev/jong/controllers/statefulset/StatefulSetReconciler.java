package dev.jong.controllers.statefulset;

import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.history.RevisionHistory;
import dev.jong.controllers.pod.Claims;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.Selectors;
import dev.jong.controllers.statefulset.StatefulPlan.Step;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Parallel;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/// Performs [StatefulPlan]s.
public final class StatefulSetReconciler implements Reconciler<StatefulSet> {
    private static final int WORKERS = 5;

    private final ResourceClient<StatefulSet> sets;
    private final ResourceClient<Pod> podClient;
    private final Informer<StatefulSet> known;
    private final Informer<Pod> pods;
    private final Lister<Pod> podsByController;
    private final RevisionHistory<StatefulSet> history;
    private final StatefulPods writer;
    private final InstantSource clock;

    private StatefulSetReconciler(ControllerContext context) {
        var informers = context.informers();
        this.sets = context.client().resources(StatefulSet.KIND);
        this.podClient = context.client().resources(Pod.KIND);
        this.known = informers.of(StatefulSet.KIND);
        this.pods = informers.of(Pod.KIND);
        this.podsByController = pods.index("controller", Indexes::controllerUid);
        this.history =
                new RevisionHistory<>(
                        context.client(),
                        informers.of(ControllerRevision.KIND),
                        sets,
                        "controller.kubernetes.io/hash");
        this.writer =
                new StatefulPods(
                        context.client(),
                        informers.of(PersistentVolumeClaim.KIND),
                        context.recorder("statefulset-controller"));
        this.clock = context.clock();
    }

    public static Controller<StatefulSet> controller(ControllerContext context) {
        var reconciler = new StatefulSetReconciler(context);
        return Controller.of("statefulset", StatefulSet.KIND, reconciler)
                .owns(Pod.KIND)
                .watches(Pod.KIND, reconciler::adopters)
                .owns(PersistentVolumeClaim.KIND)
                .workers(WORKERS)
                .build();
    }

    private List<ObjectKey> adopters(Pod pod) {
        if (!Owners.isOrphan(pod)) {
            return List.of();
        }
        return known.inNamespace(pod.namespace()).stream()
                .filter(set -> Selectors.of(set.spec().selector()).matches(pod.metadata().labels()))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public Outcome reconcile(StatefulSet set) {
        var now = clock.instant();
        var selector = Selectors.of(set.spec().selector());
        var owned = new Claims<>(set, selector, podClient, sets).claim(candidates(set));
        var existing = history.of(set, selector);
        var update =
                history.current(
                        set, set.spec().template(), existing, set.status().collisionCount());
        var current =
                existing.stream()
                        .filter(each -> each.name().equals(set.status().currentRevision()))
                        .findFirst()
                        .orElse(update.revision());
        var plan = StatefulPlan.of(set, owned, update.revision().name(), now);
        var failure = perform(set, plan, current, update.revision());
        var status =
                StatefulStatus.of(
                        set,
                        owned,
                        current.name(),
                        update.revision().name(),
                        update.collisions(),
                        failure.isEmpty() ? plan.replaced() : 0,
                        now);
        if (!status.equals(set.status())) {
            sets.updateStatus(set.withStatus(status));
        }
        truncate(set, existing, owned, current, update.revision());
        return failure.isEmpty() ? next(set, owned, now) : Outcome.failed(failure);
    }

    private List<Pod> candidates(StatefulSet set) {
        var found =
                new ArrayList<>(
                        podsByController.of(Objects.requireNonNullElse(set.metadata().uid(), "")));
        pods.inNamespace(set.namespace()).stream().filter(Owners::isOrphan).forEach(found::add);
        var ordinals = Ordinals.of(set);
        found.removeIf(pod -> ordinals.of(pod).isEmpty());
        return found;
    }

    /// @return why it failed, "" if it did not
    private String perform(
            StatefulSet set,
            StatefulPlan plan,
            ControllerRevision current,
            ControllerRevision update) {
        try {
            if ("Parallel".equals(set.spec().podManagementPolicy())) {
                Parallel.slowStart(plan.steps(), step -> perform(set, step, current, update));
            } else {
                plan.steps().forEach(step -> perform(set, step, current, update));
            }
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void perform(
            StatefulSet set, Step step, ControllerRevision current, ControllerRevision update) {
        switch (step) {
            case Step.Create(int ordinal, boolean updated) -> {
                var revision = updated ? update : current;
                PodTemplateSpec template =
                        updated ? set.spec().template() : RevisionHistory.template(current);
                writer.create(set, Replicas.pod(set, template, revision.name(), ordinal), ordinal);
            }
            case Step.Delete(int ordinal, Pod pod) -> {
                writer.ownClaims(set, pod, ordinal);
                writer.delete(set, pod);
            }
            case Step.Correct(int ordinal, Pod pod) -> writer.correct(set, pod, ordinal);
            case Step.Claim(int ordinal, Pod pod) -> {
                writer.ensureClaims(set, pod, ordinal);
                writer.ownClaims(set, pod, ordinal);
            }
        }
    }

    private void truncate(
            StatefulSet set,
            List<ControllerRevision> existing,
            List<Pod> owned,
            ControllerRevision current,
            ControllerRevision update) {
        var used = new HashSet<String>();
        used.add(current.name());
        used.add(update.name());
        owned.forEach(pod -> used.add(Replicas.revision(pod)));
        history.truncate(existing, used, set.spec().revisionHistoryLimit());
    }

    private static Outcome next(StatefulSet set, List<Pod> owned, Instant now) {
        return PodState.nextAvailable(owned, set.spec().minReadySeconds(), now)
                .map(left -> Outcome.lookAgain(left.plus(Duration.ofMillis(10))))
                .orElse(Outcome.done());
    }
}
