package dev.jong.kubelet.eviction;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.PodResources;
import dev.jong.kubelet.settings.Signal;
import java.util.Map;
import java.util.Objects;

/// What a Pod of the node uses.
///
/// @param memory working set in bytes, by container
/// @param disk bytes of writable layers and logs, by container
/// @param volumes bytes in folders that go with the Pod
public record PodUsage(Pod pod, Map<String, Long> memory, Map<String, Long> disk, long volumes) {
    /// From here on a Pod is the cluster's own and stays.
    private static final int SYSTEM_CRITICAL = 2_000_000_000;

    public PodUsage {
        memory = Map.copyOf(memory);
        disk = Map.copyOf(disk);
    }

    /// Whether a Pod stays whatever the node runs short of.
    public static boolean critical(Pod pod) {
        var annotations = pod.metadata().annotations();
        return annotations.containsKey("kubernetes.io/config.mirror")
                || priority(pod) >= SYSTEM_CRITICAL;
    }

    static int priority(Pod pod) {
        return Objects.requireNonNullElse(pod.spec().priority(), 0);
    }

    long used(Signal signal) {
        return switch (signal) {
            case MEMORY_AVAILABLE -> sum(memory);
            case NODEFS_AVAILABLE, IMAGEFS_AVAILABLE -> sum(disk) + volumes;
            case NODEFS_INODES_FREE, IMAGEFS_INODES_FREE, PID_AVAILABLE -> 0;
        };
    }

    /// How much more it uses than it asked for.
    long excess(Signal signal) {
        return used(signal) - PodResources.request(pod, signal.resource());
    }

    /// By container, what counts for the message of an eviction.
    Map<String, Long> byContainer(Signal signal) {
        return switch (signal) {
            case MEMORY_AVAILABLE -> memory;
            case NODEFS_AVAILABLE, IMAGEFS_AVAILABLE -> disk;
            case NODEFS_INODES_FREE, IMAGEFS_INODES_FREE, PID_AVAILABLE -> Map.of();
        };
    }

    private static long sum(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }
}
