package dev.jong.kubelet.runtime;

import org.jspecify.annotations.Nullable;

/// Limits as the kernel takes them.
///
/// @param cpuPeriod microseconds; 0: none
/// @param cpuQuota microseconds of processor time per period; 0: none
/// @param cpuShares 2 to 262144
/// @param memoryLimit bytes; 0: none
/// @param oomScoreAdjust -1000 to 1000; null: leave
public record LinuxResources(
        long cpuPeriod,
        long cpuQuota,
        long cpuShares,
        long memoryLimit,
        @Nullable Integer oomScoreAdjust) {
    public static final LinuxResources NONE = new LinuxResources(0, 0, 0, 0, null);

    /// For a container that runs: what has no limit loses the one that it had, which the runtime
    /// would keep when nothing is said.
    public LinuxResources lifted() {
        return new LinuxResources(
                cpuPeriod,
                cpuQuota == 0 ? -1 : cpuQuota,
                cpuShares,
                memoryLimit == 0 ? -1 : memoryLimit,
                oomScoreAdjust);
    }
}
