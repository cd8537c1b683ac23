package dev.jong.controllers.statefulset;

import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.apps.v1.StatefulSetStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.pod.PodState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// What a StatefulSet's status counts.
final class StatefulStatus {
    private StatefulStatus() {}

    /// @param replaced Pods that were just deleted to be updated
    static StatefulSetStatus of(
            StatefulSet set,
            List<Pod> pods,
            String current,
            String update,
            int collisions,
            int replaced,
            Instant now) {
        int minReady = set.spec().minReadySeconds();
        int ready = (int) pods.stream().filter(StatefulStatus::runs).count();
        int available =
                (int)
                        pods.stream()
                                .filter(pod ->
                                        runs(pod) && PodState.isAvailable(pod, minReady, now))
                                .count();
        int currents = count(pods, current) - replaced;
        int updated = count(pods, update);
        int desired = Objects.requireNonNullElse(set.spec().replicas(), 1);
        boolean complete =
                !"OnDelete".equals(set.spec().updateStrategy().type())
                        && updated == desired
                        && ready == desired
                        && pods.size() == desired;
        return set.status().toBuilder()
                .observedGeneration(set.metadata().generation())
                .replicas(pods.size())
                .readyReplicas(ready)
                .availableReplicas(available)
                .currentReplicas(complete ? updated : Math.max(0, currents))
                .updatedReplicas(updated)
                .currentRevision(complete ? update : current)
                .updateRevision(update)
                .collisionCount(collisions)
                .build();
    }

    private static boolean runs(Pod pod) {
        return PodState.phase(pod).equals("Running") && PodState.isReady(pod);
    }

    private static int count(List<Pod> pods, String revision) {
        return (int)
                pods.stream()
                        .filter(pod ->
                                !PodState.isTerminating(pod)
                                        && Replicas.revision(pod).equals(revision))
                        .count();
    }
}
