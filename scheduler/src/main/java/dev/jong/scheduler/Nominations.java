package dev.jong.scheduler;

import dev.jong.scheduler.nodes.PodDemand;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Waiting Pods to which a node is promised: room made for them is not given to lesser ones.
/// Scheduling thread only.
final class Nominations {
    private final Map<String, Map<String, PodDemand>> byNode = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();

    void put(PodDemand pod, String node) {
        remove(pod.uid());
        nodes.put(pod.uid(), node);
        byNode.computeIfAbsent(node, _ -> new LinkedHashMap<>()).put(pod.uid(), pod);
    }

    void remove(String uid) {
        var node = nodes.remove(uid);
        var pods = node == null ? null : byNode.get(node);
        if (node != null && pods != null) {
            pods.remove(uid);
            if (pods.isEmpty()) {
                byNode.remove(node);
            }
        }
    }

    boolean any() {
        return !nodes.isEmpty();
    }

    Collection<PodDemand> on(String node) {
        var pods = byNode.get(node);
        return pods == null ? List.of() : pods.values();
    }
}
