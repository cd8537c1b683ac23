package dev.jong.scheduler;

import dev.jong.api.apps.v1.ReplicaSet;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.ReplicationController;
import dev.jong.api.core.v1.Service;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.api.selector.Requirement;
import dev.jong.api.selector.Selector;
import dev.jong.client.Informer;
import dev.jong.client.SharedInformers;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the Pods that belong together with a Pod: those of its Services and of its owner.
final class Siblings {
    private final Informer<Service> services;
    private final Informer<ReplicaSet> replicaSets;
    private final Informer<StatefulSet> statefulSets;
    private final Informer<ReplicationController> replicationControllers;

    Siblings(SharedInformers informers) {
        services = informers.of(Service.KIND);
        replicaSets = informers.of(ReplicaSet.KIND);
        statefulSets = informers.of(StatefulSet.KIND);
        replicationControllers = informers.of(ReplicationController.KIND);
    }

    /// Selects them all; [Selector#nothing] when there is neither Service nor owner.
    Selector of(PodDemand pod) {
        var requirements = new ArrayList<Requirement>();
        for (var service : services.inNamespace(pod.namespace())) {
            var selector = Selector.ofLabels(service.spec().selector());
            if (!selector.isEverything() && selector.matches(pod.labels())) {
                requirements.addAll(selector.requirements());
            }
        }
        for (var owner : pod.pod().metadata().ownerReferences()) {
            if (Boolean.TRUE.equals(owner.controller())) {
                requirements.addAll(ownedBy(owner, pod.namespace()));
            }
        }
        return requirements.isEmpty() ? Selector.nothing() : new Selector.All(requirements);
    }

    private List<Requirement> ownedBy(OwnerReference owner, String namespace) {
        return switch (owner.kind()) {
            case "ReplicaSet" ->
                    replicaSets
                            .find(namespace, owner.name())
                            .map(set -> requirements(set.spec().selector()))
                            .orElse(List.of());
            case "StatefulSet" ->
                    statefulSets
                            .find(namespace, owner.name())
                            .map(set -> requirements(set.spec().selector()))
                            .orElse(List.of());
            case "ReplicationController" ->
                    replicationControllers
                            .find(namespace, owner.name())
                            .map(each -> Selector.ofLabels(each.spec().selector()).requirements())
                            .orElse(List.of());
            default -> List.of();
        };
    }

    private static List<Requirement> requirements(@Nullable LabelSelector selector) {
        return LabelSelectors.of(selector).requirements();
    }
}
