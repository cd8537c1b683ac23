package dev.jong.controllers.daemonset;

import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.client.EventRecorder;
import dev.jong.client.Indexes;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.history.RevisionHistory;
import dev.jong.controllers.pod.Claims;
import dev.jong.controllers.pod.PodControl;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.Refused;
import dev.jong.controllers.pod.Selectors;
import dev.jong.foundation.Backoff;
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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Performs [DaemonPlan]s.
public final class DaemonSetReconciler implements Reconciler<DaemonSet> {
    private static final int WORKERS = 2;
    private static final int BURST = 250;
    private static final Backoff FAILING =
            Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(15));

    private final ResourceClient<DaemonSet> sets;
    private final ResourceClient<Pod> podClient;
    private final Informer<DaemonSet> known;
    private final Informer<Node> nodes;
    private final Informer<Pod> pods;
    private final Lister<Pod> podsByController;
    private final RevisionHistory<DaemonSet> history;
    private final PodControl control;
    private final EventRecorder events;
    private final InstantSource clock;

    /// How often, and until when to wait, Pods failed; by set and node.
    private final Map<String, Failures> failures = new ConcurrentHashMap<>();

    private record Failures(int count, Instant next) {}

    private DaemonSetReconciler(ControllerContext context) {
        var informers = context.informers();
        this.sets = context.client().resources(DaemonSet.KIND);
        this.podClient = context.client().resources(Pod.KIND);
        this.known = informers.of(DaemonSet.KIND);
        this.nodes = informers.of(Node.KIND);
        this.pods = informers.of(Pod.KIND);
        this.podsByController = pods.index("controller", Indexes::controllerUid);
        this.history =
                new RevisionHistory<>(
                        context.client(),
                        informers.of(ControllerRevision.KIND),
                        sets,
                        DaemonPods.HASH);
        this.events = context.recorder("daemonset-controller");
        this.control = new PodControl(context.client(), events);
        this.clock = context.clock();
    }

    public static Controller<DaemonSet> controller(ControllerContext context) {
        var reconciler = new DaemonSetReconciler(context);
        return Controller.of("daemonset", DaemonSet.KIND, reconciler)
                .owns(Pod.KIND)
                .watches(Pod.KIND, reconciler::adopters)
                .owns(ControllerRevision.KIND)
                .on(Node.KIND, reconciler::onNode)
                .workers(WORKERS)
                .build();
    }

    private List<ObjectKey> onNode(@Nullable Node before, @Nullable Node now) {
        boolean same =
                before != null
                        && now != null
                        && before.metadata().labels().equals(now.metadata().labels())
                        && before.spec().equals(now.spec());
        return same ? List.of() : known.list().stream().map(ObjectKey::of).toList();
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
    public Outcome reconcile(DaemonSet set) {
        if (LabelSelector.EMPTY.equals(set.spec().selector())) {
            events.warning(
                    set,
                    "SelectingAll",
                    "This daemon set is selecting all pods. A non-empty selector is required.");
            return Outcome.done();
        }
        var now = clock.instant();
        var selector = Selectors.of(set.spec().selector());
        var existing = history.of(set, selector);
        var current =
                history.current(
                        set, set.spec().template(), existing, set.status().collisionCount());
        var hash = history.hash(current.revision());
        var owned = new Claims<>(set, selector, podClient, sets).claim(candidates(set));
        var plan = DaemonPlan.of(set, nodes.list(), owned, hash, now);
        var failure = perform(set, plan, hash, now);
        var status =
                plan.status()
                        .withCollisionCount(
                                current.collisions() == 0
                                        ? set.status().collisionCount()
                                        : Integer.valueOf(current.collisions()));
        if (!status.equals(set.status())) {
            sets.updateStatus(set.withStatus(status));
        }
        truncate(set, existing, owned, current.revision());
        if (!failure.isEmpty()) {
            return Outcome.failed(failure);
        }
        return next(set, plan, owned, now);
    }

    private List<Pod> candidates(DaemonSet set) {
        var found =
                new ArrayList<>(
                        podsByController.of(Objects.requireNonNullElse(set.metadata().uid(), "")));
        pods.inNamespace(set.namespace()).stream().filter(Owners::isOrphan).forEach(found::add);
        return found;
    }

    private String perform(DaemonSet set, DaemonPlan plan, String hash, Instant now) {
        var delete = new ArrayList<>(plan.delete());
        for (var pod : plan.failed()) {
            if (waits(set, pod, now)) {
                delete.remove(pod);
            } else {
                tellFailed(set, pod);
            }
        }
        try {
            Parallel.slowStart(
                    plan.create().stream().limit(BURST).toList(), node -> create(set, node, hash));
            Parallel.forEach(
                    delete.stream().limit(BURST).toList(), pod -> control.delete(set, pod));
            return "";
        } catch (ApiException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void create(DaemonSet set, String node, String hash) {
        try {
            control.create(set, DaemonPods.pod(set, node, hash));
        } catch (ApiException e) {
            if (!Refused.becauseNamespaceEnds(e)) {
                throw e;
            }
        }
    }

    /// A node on which Pods keep failing gets the next one later each time.
    private boolean waits(DaemonSet set, Pod pod, Instant now) {
        if (!PodState.phase(pod).equals("Failed")) {
            return false;
        }
        var key = set.metadata().uid() + "/" + DaemonPods.node(pod);
        var before = failures.get(key);
        if (before != null && now.isBefore(before.next())) {
            return true;
        }
        int count = before == null ? 1 : before.count() + 1;
        failures.put(key, new Failures(count, now.plus(FAILING.delay(count))));
        return false;
    }

    private void tellFailed(DaemonSet set, Pod pod) {
        var who = pod.namespace() + "/" + pod.name() + " on node " + DaemonPods.node(pod);
        if (PodState.phase(pod).equals("Failed")) {
            events.warning(
                    set,
                    "FailedDaemonPod",
                    "Found failed daemon pod " + who + ", will try to kill it");
        } else {
            events.normal(
                    set,
                    "SucceededDaemonPod",
                    "Found succeeded daemon pod " + who + ", will try to delete it");
        }
    }

    private void truncate(
            DaemonSet set,
            List<ControllerRevision> existing,
            List<Pod> owned,
            ControllerRevision current) {
        var used = new HashSet<String>();
        used.add(current.name());
        for (var pod : owned) {
            existing.stream()
                    .filter(each ->
                            history.hash(each).equals(pod.metadata().labels().get(DaemonPods.HASH)))
                    .forEach(each -> used.add(each.name()));
        }
        history.truncate(existing, used, set.spec().revisionHistoryLimit());
    }

    private Outcome next(DaemonSet set, DaemonPlan plan, List<Pod> owned, Instant now) {
        var waiting =
                plan.failed().stream()
                        .map(pod -> failures.get(set.metadata().uid() + "/" + DaemonPods.node(pod)))
                        .filter(Objects::nonNull)
                        .map(each -> Duration.between(now, each.next()))
                        .filter(Duration::isPositive)
                        .min(Duration::compareTo);
        if (waiting.isPresent()) {
            return Outcome.lookAgain(waiting.get());
        }
        return PodState.nextAvailable(owned, set.spec().minReadySeconds(), now)
                .map(Outcome::lookAgain)
                .orElse(Outcome.done());
    }
}
