package dev.jong.controllers.daemonset;

import dev.jong.api.apps.v1.DaemonSet;
import dev.jong.api.core.v1.Affinity;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeAffinity;
import dev.jong.api.core.v1.NodeSelector;
import dev.jong.api.core.v1.NodeSelectorRequirement;
import dev.jong.api.core.v1.NodeSelectorTerm;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.rules.NodeSelection;
import dev.jong.api.rules.Tolerations;
import dev.jong.controllers.pod.PodTemplates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a DaemonSet's Pods look like, and where they belong.
final class DaemonPods {
    static final String HASH = "controller-revision-hash";
    private static final String GENERATION = "pod-template-generation";
    private static final String GENERATION_ANNOTATION = "deprecated.daemonset.template.generation";
    private static final String NODE_FIELD = "metadata.name";
    private static final List<Toleration> TOLERATED =
            List.of(
                    tolerated("not-ready", "NoExecute"),
                    tolerated("unreachable", "NoExecute"),
                    tolerated("disk-pressure", "NoSchedule"),
                    tolerated("memory-pressure", "NoSchedule"),
                    tolerated("pid-pressure", "NoSchedule"),
                    tolerated("unschedulable", "NoSchedule"));
    private static final Toleration NETWORK = tolerated("network-unavailable", "NoSchedule");

    private DaemonPods() {}

    private static Toleration tolerated(String condition, String effect) {
        return Toleration.builder()
                .key("node.kubernetes.io/" + condition)
                .operator("Exists")
                .effect(effect)
                .build();
    }

    /// Whether a node should have a Pod, and whether one that is there may stay.
    record Place(boolean wanted, boolean mayStay) {}

    static Place place(DaemonSet set, Node node) {
        var pod =
                PodTemplates.pod(set.spec().template(), set)
                        .mapSpec(spec -> spec.withTolerations(tolerations(set)));
        var fixed = pod.spec().nodeName();
        if ((fixed != null && !fixed.equals(node.name())) || !NodeSelection.fits(pod, node)) {
            return new Place(false, false);
        }
        var tolerations = pod.spec().tolerations();
        boolean schedules =
                Tolerations.firstUntolerated(
                                node.spec().taints(), tolerations, Tolerations.KEEPS_OUT)
                        .isEmpty();
        boolean stays =
                Tolerations.firstUntolerated(node.spec().taints(), tolerations, Set.of("NoExecute"))
                        .isEmpty();
        return new Place(schedules, stays);
    }

    private static List<Toleration> tolerations(DaemonSet set) {
        var all = new ArrayList<>(set.spec().template().spec().tolerations());
        TOLERATED.stream().filter(each -> !all.contains(each)).forEach(all::add);
        if (set.spec().template().spec().hostNetwork() && !all.contains(NETWORK)) {
            all.add(NETWORK);
        }
        return all;
    }

    /// A Pod that the scheduler can only place on that node.
    static Pod pod(DaemonSet set, String node, String hash) {
        var bare = PodTemplates.pod(set.spec().template(), set);
        var labels = new HashMap<>(bare.metadata().labels());
        labels.put(HASH, hash);
        var generation = set.metadata().annotations().get(GENERATION_ANNOTATION);
        if (generation != null) {
            labels.put(GENERATION, generation);
        }
        return bare.mapMetadata(metadata -> metadata.withLabels(labels))
                .mapSpec(spec ->
                        spec.toBuilder()
                                .tolerations(tolerations(set))
                                .affinity(
                                        onto(
                                                Objects.requireNonNullElse(
                                                        spec.affinity(), Affinity.EMPTY),
                                                node))
                                .build());
    }

    private static Affinity onto(Affinity affinity, String node) {
        var only =
                NodeSelectorTerm.builder()
                        .matchFields(
                                List.of(
                                        NodeSelectorRequirement.builder()
                                                .key(NODE_FIELD)
                                                .operator("In")
                                                .values(List.of(node))
                                                .build()))
                        .build();
        var selector = NodeSelector.builder().nodeSelectorTerms(List.of(only)).build();
        var before = Objects.requireNonNullElse(affinity.nodeAffinity(), NodeAffinity.EMPTY);
        return affinity.withNodeAffinity(
                before.withRequiredDuringSchedulingIgnoredDuringExecution(selector));
    }

    /// The node that a Pod is on or is meant for, "" for none.
    static String node(Pod pod) {
        var node = pod.spec().nodeName();
        if (node != null) {
            return node;
        }
        var required = NodeSelection.required(pod);
        if (required != null) {
            for (var term : required.nodeSelectorTerms()) {
                for (var field : term.matchFields()) {
                    if (field.key().equals(NODE_FIELD)
                            && field.operator().equals("In")
                            && field.values().size() == 1) {
                        return field.values().getFirst();
                    }
                }
            }
        }
        return "";
    }

    static boolean isUpdated(Pod pod, String hash) {
        return hash.equals(pod.metadata().labels().get(HASH));
    }
}
