package dev.jong.controllers.replicaset;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Pod;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.PodControl;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Keeps the number of Pods of whatever is of such a form: ReplicaSets and ReplicationControllers.
final class ReplicaReconciler<O extends KubernetesObject> implements Reconciler<O> {
    /// Of the condition that Pods could not be created or deleted.
    static final String FAILURE = "ReplicaFailure";

    private static final int WORKERS = 5;

    private final Form<O> form;
    private final ReplicaKeeper<O> keeper;
    private final ResourceClient<O> objects;
    private final Informer<O> known;
    private final InstantSource clock;

    /// How a kind says what it wants and how it is.
    interface Form<O extends KubernetesObject> {
        ReplicaGoal goal(O object);

        /// The uids of the objects with the same owner.
        List<String> siblings(O object);

        /// The object with the status that follows.
        O told(O object, ReplicaKeeper.Result result, Instant now);
    }

    private ReplicaReconciler(
            ControllerContext context, Kind<O> kind, Form<O> form, String component) {
        this.form = form;
        this.objects = context.client().resources(kind);
        this.known = context.informers().of(kind);
        this.clock = context.clock();
        this.keeper =
                new ReplicaKeeper<>(
                        context.client(),
                        context.informers().of(Pod.KIND),
                        objects,
                        new PodControl(context.client(), context.recorder(component)));
    }

    /// @param component who speaks in Events
    static <O extends KubernetesObject> Controller<O> controller(
            ControllerContext context, String name, String component, Kind<O> kind, Form<O> form) {
        var reconciler = new ReplicaReconciler<>(context, kind, form, component);
        return Controller.of(name, kind, reconciler)
                .owns(Pod.KIND)
                .watches(Pod.KIND, reconciler::adopters)
                .workers(WORKERS)
                .build();
    }

    /// The objects that may want a Pod nobody controls.
    private List<ObjectKey> adopters(Pod pod) {
        if (!Owners.isOrphan(pod)) {
            return List.of();
        }
        return known.inNamespace(pod.metadata().namespace()).stream()
                .filter(object -> form.goal(object).selector().matches(pod.metadata().labels()))
                .map(ObjectKey::of)
                .toList();
    }

    @Override
    public Outcome reconcile(O object) {
        var now = clock.instant();
        var goal = form.goal(object);
        var result = keeper.keep(object, goal, form.siblings(object), now);
        var told = form.told(object, result, now);
        if (!told.equals(object)) {
            objects.updateStatus(told);
        }
        var failure = result.failure();
        if (failure != null) {
            return Outcome.failed(String.valueOf(failure.getMessage()));
        }
        return result.nextCheck(goal.minReadySeconds(), now)
                .map(Outcome::lookAgain)
                .orElse(Outcome.done());
    }
}
