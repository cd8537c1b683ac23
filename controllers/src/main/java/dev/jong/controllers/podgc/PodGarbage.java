package dev.jong.controllers.podgc;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.pod.PodState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which Pods are garbage.
///
/// @param finished more finished Pods than are kept, oldest first
/// @param stranded being deleted on a node that is out of service
/// @param orphaned on nodes that are not known; to be looked at closely
/// @param unplaced being deleted and never on a node
record PodGarbage(List<Pod> finished, List<Pod> stranded, List<Pod> orphaned, List<Pod> unplaced) {
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    static PodGarbage of(List<Pod> pods, Map<String, Node> nodes, int keptFinished) {
        var finished = new ArrayList<Pod>();
        var stranded = new ArrayList<Pod>();
        var orphaned = new ArrayList<Pod>();
        var unplaced = new ArrayList<Pod>();
        for (var pod : pods) {
            var node = nodes.get(Objects.requireNonNullElse(pod.spec().nodeName(), ""));
            boolean ends = PodState.isTerminating(pod);
            if (PodState.isFinished(pod)) {
                finished.add(pod);
            }
            if (node == null && PodState.isScheduled(pod)) {
                orphaned.add(pod);
            } else if (node == null && ends) {
                unplaced.add(pod);
            } else if (node != null && ends && isOutOfService(node)) {
                stranded.add(pod);
            }
        }
        finished.sort(
                Comparator.comparing((Pod pod) -> !"Evicted".equals(pod.status().reason()))
                        .thenComparing(pod ->
                                Objects.requireNonNullElse(
                                        pod.metadata().creationTimestamp(), Instant.EPOCH))
                        .thenComparing(Pod::name));
        int surplus = keptFinished > 0 ? Math.max(0, finished.size() - keptFinished) : 0;
        return new PodGarbage(finished.subList(0, surplus), stranded, orphaned, unplaced);
    }

    private static boolean isOutOfService(Node node) {
        boolean ready =
                node.status().conditions().stream()
                        .anyMatch(each ->
                                each.type().equals("Ready") && each.status().equals("True"));
        return !ready
                && node.spec().taints().stream()
                        .anyMatch(taint -> taint.key().equals(OUT_OF_SERVICE));
    }
}
