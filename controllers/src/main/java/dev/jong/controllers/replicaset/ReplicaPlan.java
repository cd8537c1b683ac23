package dev.jong.controllers.replicaset;

import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.pod.DeletionOrder;
import dev.jong.controllers.pod.PodState;
import java.time.Instant;
import java.util.List;

/// What a set of replicas needs next.
///
/// @param missing how many Pods to create
/// @param surplus Pods to delete
record ReplicaPlan(int missing, List<Pod> surplus) {
    /// Most Pods created or deleted in one go.
    private static final int BURST = 500;

    ReplicaPlan {
        surplus = List.copyOf(surplus);
    }

    /// @param active the Pods that count
    /// @param related active Pods of sibling sets, for the order of deletion
    static ReplicaPlan of(ReplicaGoal goal, List<Pod> active, List<Pod> related, Instant now) {
        if (goal.owner().metadata().deletionTimestamp() != null) {
            return new ReplicaPlan(0, List.of());
        }
        int missing = goal.replicas() - active.size();
        if (missing >= 0) {
            return new ReplicaPlan(Math.min(missing, BURST), List.of());
        }
        return new ReplicaPlan(
                0, DeletionOrder.first(Math.min(-missing, BURST), active, related, now));
    }

    /// What the status counts.
    record Counts(int replicas, int fullyLabeled, int ready, int available, int terminating) {
        static Counts of(ReplicaGoal goal, List<Pod> active, int terminating, Instant now) {
            var labels = goal.template().metadata().labels().entrySet();
            int fullyLabeled = 0;
            int ready = 0;
            int available = 0;
            for (var pod : active) {
                if (pod.metadata().labels().entrySet().containsAll(labels)) {
                    fullyLabeled++;
                }
                if (PodState.isReady(pod)) {
                    ready++;
                }
                if (PodState.isAvailable(pod, goal.minReadySeconds(), now)) {
                    available++;
                }
            }
            return new Counts(active.size(), fullyLabeled, ready, available, terminating);
        }
    }
}
