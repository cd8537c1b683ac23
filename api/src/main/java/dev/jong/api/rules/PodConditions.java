package dev.jong.api.rules;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import java.util.Optional;

/// How a Pod fares.
public final class PodConditions {
    private PodConditions() {}

    public static Optional<PodCondition> find(Pod pod, String type) {
        for (var condition : pod.status().conditions()) {
            if (condition.type().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    public static boolean isTrue(Pod pod, String type) {
        return find(pod, type).filter(condition -> condition.status().equals("True")).isPresent();
    }

    public static boolean isReady(Pod pod) {
        return isTrue(pod, "Ready");
    }

    /// All containers ended and none will be started again.
    public static boolean isFinished(Pod pod) {
        var phase = pod.status().phase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /// Its deletion has begun.
    public static boolean isTerminating(Pod pod) {
        return pod.metadata().deletionTimestamp() != null;
    }

    /// Neither finished nor being deleted: what a controller counts as one of its replicas.
    public static boolean isActive(Pod pod) {
        return !isFinished(pod) && !isTerminating(pod);
    }
}
