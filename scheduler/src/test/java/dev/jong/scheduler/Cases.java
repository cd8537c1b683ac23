package dev.jong.scheduler;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Affinity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeSpec;
import dev.jong.api.core.v1.NodeStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodAffinity;
import dev.jong.api.core.v1.PodAffinityTerm;
import dev.jong.api.core.v1.PodAntiAffinity;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.core.v1.TopologySpreadConstraint;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.selector.Selector;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.nodes.ResourceIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Nodes, Pods and a placer in few words.
final class Cases {
    final Nodes nodes = new Nodes(new ResourceIds());
    final Nominations nominations = new Nominations();
    final List<PodDisruptionBudget> budgets = new ArrayList<>();
    Selector siblings = Selector.nothing();
    final Placer placer =
            new Placer(
                    StandardProfile.of(
                            "default-scheduler",
                            nodes,
                            new StandardProfile.Surroundings(
                                    _ -> siblings, () -> budgets, List.of(), (_, _) -> true),
                            new Random(7)),
                    nodes,
                    nominations,
                    new Random(7),
                    ExtensionPoints.untold());

    Cases node(String name, String cpu, String memory) {
        return node(name, cpu, memory, UnaryOperator.identity());
    }

    Cases node(String name, String cpu, String memory, UnaryOperator<Node> change) {
        var labels = Map.of("kubernetes.io/hostname", name);
        nodes.put(
                change.apply(
                        new Node(
                                ObjectMeta.builder().name(name).labels(labels).build(),
                                NodeSpec.EMPTY,
                                NodeStatus.builder()
                                        .allocatable(
                                                Map.of(
                                                        "cpu", Quantity.parse(cpu),
                                                        "memory", Quantity.parse(memory),
                                                        "pods", Quantity.of(110)))
                                        .build())));
        return this;
    }

    static UnaryOperator<Node> labelled(String label, String value) {
        return node ->
                node.mapMetadata(metadata -> {
                    var labels = new HashMap<>(metadata.labels());
                    labels.put(label, value);
                    return metadata.withLabels(labels);
                });
    }

    static UnaryOperator<Node> tainted(String key, String effect) {
        return node ->
                node.mapSpec(spec ->
                        spec.withTaints(List.of(Taint.builder().key(key).effect(effect).build())));
    }

    static Pod pod(String name, String cpu) {
        return pod(name, cpu, Map.of());
    }

    static Pod pod(String name, String cpu, Map<String, String> labels) {
        var resources =
                ResourceRequirements.builder().requests(Map.of("cpu", Quantity.parse(cpu))).build();
        return Pod.builder()
                .metadata(
                        ObjectMeta.builder()
                                .name(name)
                                .namespace("default")
                                .uid("uid-" + name)
                                .labels(labels)
                                .build())
                .spec(
                        PodSpec.builder()
                                .containers(
                                        List.of(
                                                Container.builder()
                                                        .name("c")
                                                        .image("img")
                                                        .resources(resources)
                                                        .build()))
                                .build())
                .build();
    }

    static Pod priority(Pod pod, int priority) {
        return pod.mapSpec(spec -> spec.withPriority(priority));
    }

    static PodAffinityTerm near(String label, String value, String topology) {
        return PodAffinityTerm.builder()
                .labelSelector(LabelSelector.builder().matchLabels(Map.of(label, value)).build())
                .topologyKey(topology)
                .build();
    }

    static Pod awayFrom(Pod pod, PodAffinityTerm term) {
        var affinity =
                Affinity.builder()
                        .podAntiAffinity(
                                PodAntiAffinity.builder()
                                        .requiredDuringSchedulingIgnoredDuringExecution(
                                                List.of(term))
                                        .build())
                        .build();
        return pod.mapSpec(spec -> spec.withAffinity(affinity));
    }

    static Pod with(Pod pod, PodAffinityTerm term) {
        var affinity =
                Affinity.builder()
                        .podAffinity(
                                PodAffinity.builder()
                                        .requiredDuringSchedulingIgnoredDuringExecution(
                                                List.of(term))
                                        .build())
                        .build();
        return pod.mapSpec(spec -> spec.withAffinity(affinity));
    }

    static Pod spread(Pod pod, int maxSkew, String topology, String label) {
        var constraint =
                TopologySpreadConstraint.builder()
                        .maxSkew(maxSkew)
                        .topologyKey(topology)
                        .whenUnsatisfiable("DoNotSchedule")
                        .labelSelector(
                                LabelSelector.builder()
                                        .matchLabels(
                                                Map.of(
                                                        label,
                                                        String.valueOf(
                                                                pod.metadata()
                                                                        .labels()
                                                                        .get(label))))
                                        .build())
                        .build();
        return pod.mapSpec(spec -> spec.withTopologySpreadConstraints(List.of(constraint)));
    }

    PodDemand demand(Pod pod) {
        return PodDemand.of(pod, nodes.resources());
    }

    Cases running(Pod pod, String node) {
        nodes.place(demand(pod), node, false);
        return this;
    }

    Placement place(Pod pod) {
        return placer.place(demand(pod));
    }

    /// Places the Pod and has it run there.
    String run(Pod pod) {
        if (place(pod) instanceof Placement.On(var node)) {
            running(pod, node.name());
            return node.name();
        }
        return "";
    }

    /// The message of a Pod that fits nowhere.
    String refusal(Pod pod) {
        return switch (place(pod)) {
            case Placement.On(var node) -> "fits on " + node;
            case Placement.Nowhere(var diagnosis, _) -> diagnosis.message();
            case Placement.AfterEviction(var diagnosis, _, _) -> diagnosis.message();
        };
    }
}
