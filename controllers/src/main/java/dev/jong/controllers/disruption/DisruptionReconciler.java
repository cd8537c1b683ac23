package dev.jong.controllers.disruption;

import dev.jong.api.Kinds;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.client.Client;
import dev.jong.client.EventRecorder;
import dev.jong.client.Informer;
import dev.jong.client.ObjectKey;
import dev.jong.client.ResourceClient;
import dev.jong.client.SharedInformers;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Selectors;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Keeps the status of PodDisruptionBudgets, by which evictions are granted.
public final class DisruptionReconciler implements Reconciler<PodDisruptionBudget> {
    private final Client client;
    private final SharedInformers informers;
    private final Informer<PodDisruptionBudget> known;
    private final Informer<Pod> pods;
    private final ResourceClient<PodDisruptionBudget> budgets;
    private final EventRecorder events;
    private final InstantSource clock;

    private DisruptionReconciler(ControllerContext context) {
        this.client = context.client();
        this.informers = context.informers();
        this.known = informers.of(PodDisruptionBudget.KIND);
        this.pods = informers.of(Pod.KIND);
        this.budgets = client.resources(PodDisruptionBudget.KIND);
        this.events = context.recorder("controllermanager");
        this.clock = context.clock();
    }

    public static Controller<PodDisruptionBudget> controller(ControllerContext context) {
        var reconciler = new DisruptionReconciler(context);
        return Controller.of("disruption", PodDisruptionBudget.KIND, reconciler)
                .watches(Pod.KIND, reconciler::covering)
                .build();
    }

    private List<ObjectKey> covering(Pod pod) {
        var covering =
                known.inNamespace(pod.namespace()).stream()
                        .filter(budget ->
                                Selectors.of(budget.spec().selector())
                                        .matches(pod.metadata().labels()))
                        .map(ObjectKey::of)
                        .toList();
        if (covering.size() > 1) {
            events.warning(
                    pod,
                    "MultiplePodDisruptionBudgets",
                    "Pod \""
                            + pod.namespace()
                            + "\"/\""
                            + pod.name()
                            + "\" matches multiple PodDisruptionBudgets.  Chose \""
                            + covering.getFirst().name()
                            + "\" arbitrarily.");
        }
        return covering;
    }

    @Override
    public Outcome reconcile(PodDisruptionBudget budget) {
        var now = clock.instant();
        var selector = Selectors.of(budget.spec().selector());
        var covered =
                pods.inNamespace(budget.namespace()).stream()
                        .filter(pod -> selector.matches(pod.metadata().labels()))
                        .toList();
        if (covered.isEmpty()) {
            events.normal(budget, "NoPods", "No matching pods found");
        }
        var scale = Budget.needsScale(budget) ? scale(budget, covered) : OptionalInt.of(0);
        if (scale.isEmpty()) {
            var status = Budget.failed(budget, "found no controllers for pod", now);
            if (!status.equals(budget.status())) {
                budgets.updateStatus(budget.withStatus(status));
            }
            return Outcome.done();
        }
        var status = Budget.status(budget, covered, scale.getAsInt(), now);
        if (!status.equals(budget.status())) {
            budgets.updateStatus(budget.withStatus(status));
        }
        return Budget.nextLook(status, now).map(Outcome::lookAgain).orElse(Outcome.done());
    }

    /// The replicas that the owners of the Pods want together; empty where an owner cannot be
    /// asked.
    private OptionalInt scale(PodDisruptionBudget budget, List<Pod> covered) {
        var byOwner = new HashMap<String, Integer>();
        boolean unmanaged = false;
        for (var pod : covered) {
            var owner = Owners.controllerOf(pod).orElse(null);
            if (owner == null) {
                unmanaged = true;
            } else if (!byOwner.containsKey(owner.uid())) {
                var wanted = replicas(pod.namespace(), owner);
                if (wanted.isEmpty()) {
                    events.warning(
                            budget,
                            "CalculateExpectedPodCountFailed",
                            "Failed to calculate the number of expected pods: found no controllers for pod \""
                                    + pod.name()
                                    + "\"");
                    return OptionalInt.empty();
                }
                byOwner.put(owner.uid(), wanted.getAsInt());
            }
        }
        if (unmanaged) {
            events.warning(
                    budget,
                    "UnmanagedPods",
                    "Pods selected by this PodDisruptionBudget (selector: "
                            + Selectors.of(budget.spec().selector())
                            + ") were found to be unmanaged. As a result, the status of the PDB cannot be calculated"
                            + " correctly, which may result in undefined behavior. To account for these pods please set"
                            + " \".spec.minAvailable\" field of the PDB to an integer value.");
        }
        return OptionalInt.of(byOwner.values().stream().mapToInt(Integer::intValue).sum());
    }

    private OptionalInt replicas(String namespace, OwnerReference owner) {
        return switch (owner.kind()) {
            case "ReplicaSet" -> ofReplicaSet(namespace, owner.name());
            case "StatefulSet" ->
                    informers
                            .of(StatefulSet.KIND)
                            .find(namespace, owner.name())
                            .map(set -> of(set.spec().replicas()))
                            .orElse(OptionalInt.empty());
            case "ReplicationController" ->
                    informers
                            .of(ReplicationController.KIND)
                            .find(namespace, owner.name())
                            .map(each -> of(each.spec().replicas()))
                            .orElse(OptionalInt.empty());
            default -> ofScale(namespace, owner);
        };
    }

    /// A ReplicaSet of a Deployment counts as the whole Deployment.
    private OptionalInt ofReplicaSet(String namespace, String name) {
        var set = informers.of(ReplicaSet.KIND).find(namespace, name).orElse(null);
        if (set == null) {
            return OptionalInt.empty();
        }
        return Owners.controllerOf(set)
                .filter(owner -> owner.kind().equals("Deployment"))
                .flatMap(owner -> informers.of(Deployment.KIND).find(namespace, owner.name()))
                .map(deployment -> of(deployment.spec().replicas()))
                .orElse(of(set.spec().replicas()));
    }

    /// Anything else that can be scaled.
    private OptionalInt ofScale(String namespace, OwnerReference owner) {
        var kind = Kinds.find(owner.apiVersion(), owner.kind());
        try {
            var served =
                    client.discovery().resources(owner.apiVersion()).stream()
                            .filter(each ->
                                    each.kind().equals(owner.kind())
                                            && each.subresource().isEmpty())
                            .findFirst();
            if (kind.isEmpty() && served.isEmpty()) {
                return OptionalInt.empty();
            }
            var resource = kind.isPresent() ? kind.get() : served.orElseThrow().resolve();
            var scale =
                    client.resources(resource)
                            .inNamespace(namespace)
                            .getSubresource(owner.name(), "scale", Scale.KIND);
            return OptionalInt.of(scale.spec().replicas());
        } catch (ApiException _) {
            return OptionalInt.empty();
        }
    }

    private static OptionalInt of(@Nullable Integer replicas) {
        return OptionalInt.of(Objects.requireNonNullElse(replicas, 1));
    }
}
