package dev.jong.controllers.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What controllers ask about a Pod.
public final class PodState {
    private PodState() {}

    public static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    public static boolean isReady(Pod pod) {
        return condition(pod, "Ready").filter(ready -> ready.status().equals("True")).isPresent();
    }

    /// When a ready Pod became so; null if it is not ready.
    public static @Nullable Instant readySince(Pod pod) {
        return condition(pod, "Ready")
                .filter(ready -> ready.status().equals("True"))
                .map(PodCondition::lastTransitionTime)
                .orElse(null);
    }

    /// Ready for at least that long.
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        if (!isReady(pod)) {
            return false;
        }
        var since = readySince(pod);
        return minReadySeconds == 0
                || (since != null && !since.plusSeconds(minReadySeconds).isAfter(now));
    }

    /// How long until the first of the Pods that are ready but not yet available becomes so.
    public static Optional<Duration> nextAvailable(
            Iterable<Pod> pods, int minReadySeconds, Instant now) {
        Duration soonest = null;
        for (var pod : pods) {
            var since = readySince(pod);
            if (since != null && !isAvailable(pod, minReadySeconds, now)) {
                var left = Duration.between(now, since.plusSeconds(minReadySeconds));
                soonest = soonest == null || left.compareTo(soonest) < 0 ? left : soonest;
            }
        }
        return Optional.ofNullable(soonest);
    }

    public static String phase(Pod pod) {
        return Objects.requireNonNullElse(pod.status().phase(), "");
    }

    /// Succeeded or failed.
    public static boolean isFinished(Pod pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    public static boolean isTerminating(Pod pod) {
        return pod.metadata().deletionTimestamp() != null;
    }

    /// Neither finished nor being deleted.
    public static boolean isActive(Pod pod) {
        return !isFinished(pod) && !isTerminating(pod);
    }

    public static boolean isScheduled(Pod pod) {
        var node = pod.spec().nodeName();
        return node != null && !node.isEmpty();
    }
}
