package dev.jong.kubelet.pod;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.rules.PodQos;
import dev.jong.kubelet.runtime.LinuxResources;
import org.jspecify.annotations.Nullable;

/// Requests and limits as the kernel takes them.
final class KernelLimits {
    private static final long PERIOD_MICROS = 100_000;
    private static final long LEAST_QUOTA_MICROS = 1_000;
    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;
    private static final int SYSTEM_CRITICAL_PRIORITY = 2_000_001_000;

    private KernelLimits() {}

    static LinuxResources of(Pod pod, Container container, long memoryBytes) {
        var spec = pod.spec();
        var resources = container.resources();
        var cpu = limit(spec, resources.limits().get("cpu"), "cpu");
        var memory = limit(spec, resources.limits().get("memory"), "memory");
        var request = resources.requests().get("cpu");
        long milli = milli(request == null ? cpu : request);
        return new LinuxResources(
                PERIOD_MICROS,
                quota(milli(cpu)),
                shares(milli),
                memory == null ? 0 : memory.value(),
                oomScore(pod, container, memoryBytes));
    }

    /// A container without a limit of its own has the Pod's.
    private static @Nullable Quantity limit(PodSpec spec, @Nullable Quantity own, String name) {
        var level = spec.resources();
        return own != null && !own.isZero() || level == null ? own : level.limits().get(name);
    }

    private static long milli(@Nullable Quantity quantity) {
        return quantity == null ? 0 : quantity.milliValue();
    }

    static long shares(long milliCpu) {
        return milliCpu == 0
                ? LEAST_SHARES
                : Math.clamp(milliCpu * 1024 / 1000, LEAST_SHARES, MOST_SHARES);
    }

    /// 0 for no limit.
    static long quota(long milliCpu) {
        return milliCpu == 0 ? 0 : Math.max(milliCpu * PERIOD_MICROS / 1000, LEAST_QUOTA_MICROS);
    }

    /// How willingly the kernel kills it when memory runs out.
    static int oomScore(Pod pod, Container container, long memoryBytes) {
        var priority = pod.spec().priority();
        if (priority != null && priority >= SYSTEM_CRITICAL_PRIORITY) {
            return -997;
        }
        return switch (PodQos.compute(pod)) {
            case PodQos.GUARANTEED -> -997;
            case PodQos.BEST_EFFORT -> 1000;
            default -> {
                var request = container.resources().requests().get("memory");
                long bytes = request == null ? 0 : request.value();
                long score = 1000 - (memoryBytes == 0 ? 0 : 1000 * bytes / memoryBytes);
                yield (int) (score < 3 ? 3 : score == 1000 ? 999 : score);
            }
        };
    }
}
