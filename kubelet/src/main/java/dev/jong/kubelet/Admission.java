package dev.jong.kubelet;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.rules.HostPorts;
import dev.jong.api.rules.NodeSelection;
import dev.jong.api.rules.PodConditions;
import dev.jong.api.rules.PodQos;
import dev.jong.api.rules.PodResources;
import dev.jong.api.rules.Tolerations;
import dev.jong.kubelet.eviction.PodUsage;
import dev.jong.kubelet.pod.Failure;
import dev.jong.kubelet.pod.PodKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Whether a Pod that was bound to this node may run on it: the last word, after the scheduler's.
///
/// @param labels asks for the node's labels
/// @param pressure conditions of a shortage that are True now
record Admission(
        Map<String, Quantity> allocatable,
        String node,
        Supplier<Map<String, String>> labels,
        Set<String> pressure) {
    private static final String MEMORY_PRESSURE = "MemoryPressure";

    /// `status.reason` and `status.message` of a Pod that may not.
    record Refusal(String reason, String message) {}

    Optional<Refusal> refusal(Pod pod, List<Pod> present) {
        var others =
                present.stream()
                        .filter(each ->
                                !PodKey.of(each).uid().equals(PodKey.of(pod).uid())
                                        && !PodConditions.isFinished(each))
                        .toList();
        if (isKeptOut(pod)) {
            return Optional.of(
                    new Refusal(
                            "Evicted",
                            "The node had condition: [" + String.join(" ", pressure) + "]. "));
        }
        var places = allocatable.get("pods");
        if (places != null && others.size() + 1 > places.value()) {
            return Optional.of(refused("pods", 1, others.size(), places.value()));
        }
        for (var name : List.of("cpu", "memory", "ephemeral-storage")) {
            long wanted = request(pod, name);
            long used = others.stream().mapToLong(each -> request(each, name)).sum();
            if (wanted > 0 && used + wanted > capacity(name)) {
                return Optional.of(refused(name, wanted, used, capacity(name)));
            }
        }
        if (selects(pod) && !NodeSelection.fits(pod, node, labels.get())) {
            return Optional.of(
                    new Refusal(
                            "NodeAffinity",
                            "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"));
        }
        var taken =
                new ArrayList<>(
                        others.stream().flatMap(each -> HostPorts.of(each).stream()).toList());
        return HostPorts.conflict(HostPorts.of(pod), taken)
                ? Optional.of(
                        new Refusal(
                                "NodePorts",
                                "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"))
                : Optional.empty();
    }

    /// A node that runs short of memory still takes Pods that said how much they need, and those
    /// that bear it; one that runs short of anything else takes only critical ones.
    private boolean isKeptOut(Pod pod) {
        if (pressure.isEmpty() || PodUsage.critical(pod)) {
            return false;
        }
        if (!pressure.equals(Set.of(MEMORY_PRESSURE))) {
            return true;
        }
        var taint =
                Taint.builder()
                        .key("node.kubernetes.io/memory-pressure")
                        .effect("NoSchedule")
                        .build();
        return PodQos.compute(pod).equals(PodQos.BEST_EFFORT)
                && !Tolerations.tolerates(pod.spec().tolerations(), taint);
    }

    /// Why a Pod that runs here may not have what it asks for now: reason `Infeasible` when the
    /// node could never give it, `Deferred` when others have it (KEP-1287).
    Optional<Failure> resizeRefusal(Pod wanted, List<Pod> present) {
        for (var name : List.of("cpu", "memory")) {
            long request = request(wanted, name);
            if (request > capacity(name)) {
                return Optional.of(
                        new Failure(
                                "Infeasible",
                                "Node didn't have enough capacity: "
                                        + name
                                        + ", requested: "
                                        + request
                                        + ", capacity: "
                                        + capacity(name)));
            }
            long used =
                    present.stream()
                            .filter(each ->
                                    !PodKey.of(each).uid().equals(PodKey.of(wanted).uid())
                                            && !PodConditions.isFinished(each))
                            .mapToLong(each -> request(each, name))
                            .sum();
            if (used + request > capacity(name)) {
                return Optional.of(
                        new Failure(
                                "Deferred",
                                refused(name, request, used, capacity(name))
                                        .message()
                                        .substring("Pod was rejected: ".length())));
            }
        }
        return Optional.empty();
    }

    /// As the spec says; what containers have at the moment does not count.
    private static long request(Pod pod, String name) {
        return PodResources.request(pod.withStatus(PodStatus.EMPTY), name);
    }

    private long capacity(String name) {
        var capacity = allocatable.get(name);
        return capacity == null
                ? Long.MAX_VALUE
                : name.equals("cpu") ? capacity.milliValue() : capacity.value();
    }

    private static Refusal refused(String resource, long wanted, long used, long capacity) {
        return new Refusal(
                "OutOf" + resource,
                "Pod was rejected: Node didn't have enough resource: "
                        + resource
                        + ", requested: "
                        + wanted
                        + ", used: "
                        + used
                        + ", capacity: "
                        + capacity);
    }

    private static boolean selects(Pod pod) {
        return !pod.spec().nodeSelector().isEmpty() || pod.spec().affinity() != null;
    }
}
