package dev.jong.controllers.pod;

import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which Pods of a set go first when there are too many: those that would be missed least.
///
/// Not scheduled, then pending, then not ready, then cheap by the annotation
/// `controller.kubernetes.io/pod-deletion-cost`, then crowded on their node, then young (ages are
/// compared by powers of two, so that chance spreads the loss), then often restarted.
public final class DeletionOrder {
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final Map<String, Integer> PHASES =
            Map.of("Pending", 0, "Unknown", 1, "Running", 2);

    private final Map<String, Integer> crowd;
    private final Instant now;

    private DeletionOrder(Map<String, Integer> crowd, Instant now) {
        this.crowd = crowd;
        this.now = now;
    }

    /// The `count` Pods to delete.
    ///
    /// @param related Pods of all sets with the same owner: they crowd nodes too
    public static List<Pod> first(int count, List<Pod> pods, List<Pod> related, Instant now) {
        if (count >= pods.size()) {
            return pods;
        }
        var crowd = new HashMap<String, Integer>();
        related.stream()
                .filter(PodState::isActive)
                .forEach(pod -> crowd.merge(node(pod), 1, Integer::sum));
        var sorted = new ArrayList<>(pods);
        sorted.sort(new DeletionOrder(crowd, now).comparator());
        return List.copyOf(sorted.subList(0, count));
    }

    private Comparator<Pod> comparator() {
        return Comparator.comparing(PodState::isScheduled)
                .thenComparing(pod -> PHASES.getOrDefault(PodState.phase(pod), 0))
                .thenComparing(PodState::isReady)
                .thenComparingInt(DeletionOrder::cost)
                .thenComparing(
                        Comparator.comparing((Pod pod) -> crowd.getOrDefault(node(pod), 0))
                                .reversed())
                .thenComparing(this::byReadyTime)
                .thenComparing(
                        Comparator.comparingInt((Pod pod) -> restarts(pod, false)).reversed())
                .thenComparing(Comparator.comparingInt((Pod pod) -> restarts(pod, true)).reversed())
                .thenComparing(this::byCreation);
    }

    private int byReadyTime(Pod a, Pod b) {
        var first = PodState.readySince(a);
        var second = PodState.readySince(b);
        return Objects.equals(first, second) ? 0 : byAge(first, second, a, b);
    }

    private int byCreation(Pod a, Pod b) {
        var first = a.metadata().creationTimestamp();
        var second = b.metadata().creationTimestamp();
        return Objects.equals(first, second) ? 0 : byAge(first, second, a, b);
    }

    private int byAge(@Nullable Instant first, @Nullable Instant second, Pod a, Pod b) {
        if (first == null || second == null) {
            return Boolean.compare(first != null, second != null);
        }
        int byMagnitude = Integer.compare(magnitude(first), magnitude(second));
        return byMagnitude != 0 ? byMagnitude : uid(a).compareTo(uid(b));
    }

    /// The age's power of two in nanoseconds; -1 for none.
    private int magnitude(Instant time) {
        long age = Duration.between(time, now).toNanos();
        return age <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(age);
    }

    private static int cost(Pod pod) {
        var text = pod.metadata().annotations().get(COST);
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static int restarts(Pod pod, boolean sidecars) {
        if (!sidecars) {
            return most(pod.status().containerStatuses());
        }
        var names =
                pod.spec().initContainers().stream()
                        .filter(container -> "Always".equals(container.restartPolicy()))
                        .map(container -> container.name())
                        .collect(Collectors.toSet());
        return most(
                pod.status().initContainerStatuses().stream()
                        .filter(status -> names.contains(status.name()))
                        .toList());
    }

    private static int most(List<ContainerStatus> statuses) {
        return statuses.stream().mapToInt(ContainerStatus::restartCount).max().orElse(0);
    }

    private static String node(Pod pod) {
        return Objects.requireNonNullElse(pod.spec().nodeName(), "");
    }

    private static String uid(Pod pod) {
        return Objects.requireNonNullElse(pod.metadata().uid(), "");
    }
}
