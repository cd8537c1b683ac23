package dev.jong.controllers.nodelifecycle;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeCondition;
import dev.jong.api.core.v1.Taint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The taints that follow from a node's conditions.
final class NodeTaints {
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    private static final String NO_SCHEDULE = "NoSchedule";
    private static final String NO_EXECUTE = "NoExecute";
    private static final Map<String, String> PRESSURES =
            Map.of(
                    "MemoryPressure", "node.kubernetes.io/memory-pressure",
                    "DiskPressure", "node.kubernetes.io/disk-pressure",
                    "PIDPressure", "node.kubernetes.io/pid-pressure",
                    "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

    private NodeTaints() {}

    /// The taints with those of effect `NoSchedule` brought up to date.
    static List<Taint> scheduling(Node node, Instant now) {
        var wanted = new HashSet<String>();
        node.status()
                .conditions()
                .forEach(condition -> {
                    var key = key(condition);
                    if (key != null) {
                        wanted.add(key);
                    }
                });
        if (node.spec().unschedulable()) {
            wanted.add(UNSCHEDULABLE);
        }
        return with(node.spec().taints(), NO_SCHEDULE, ours(), wanted, now);
    }

    private static @Nullable String key(NodeCondition condition) {
        if (condition.type().equals("Ready")) {
            return switch (condition.status()) {
                case "False" -> NOT_READY;
                case "Unknown" -> UNREACHABLE;
                default -> null;
            };
        }
        return condition.status().equals("True") ? PRESSURES.get(condition.type()) : null;
    }

    private static Set<String> ours() {
        var ours = new HashSet<>(PRESSURES.values());
        ours.addAll(List.of(NOT_READY, UNREACHABLE, UNSCHEDULABLE));
        return ours;
    }

    /// The taints with those of effect `NoExecute` brought up to date.
    ///
    /// @param key what drives Pods away; null: nothing
    static List<Taint> evicting(Node node, @Nullable String key, Instant now) {
        return with(
                node.spec().taints(),
                NO_EXECUTE,
                Set.of(NOT_READY, UNREACHABLE),
                key == null ? Set.of() : Set.of(key),
                now);
    }

    static boolean drivesPodsAway(List<Taint> taints) {
        return taints.stream()
                .anyMatch(taint ->
                        taint.effect().equals(NO_EXECUTE)
                                && (taint.key().equals(NOT_READY)
                                        || taint.key().equals(UNREACHABLE)));
    }

    static boolean evicts(Node node, String key) {
        return node.spec().taints().stream()
                .anyMatch(taint -> taint.effect().equals(NO_EXECUTE) && taint.key().equals(key));
    }

    private static List<Taint> with(
            List<Taint> taints, String effect, Set<String> ours, Set<String> wanted, Instant now) {
        var left = new HashSet<>(wanted);
        var result = new ArrayList<Taint>();
        for (var taint : taints) {
            boolean own = taint.effect().equals(effect) && ours.contains(taint.key());
            if (!own || left.remove(taint.key())) {
                result.add(taint);
            }
        }
        left.stream()
                .sorted()
                .forEach(key ->
                        result.add(Taint.builder().key(key).effect(effect).timeAdded(now).build()));
        return result;
    }
}
