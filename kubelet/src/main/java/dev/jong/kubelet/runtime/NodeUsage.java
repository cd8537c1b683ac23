package dev.jong.kubelet.runtime;

import java.time.Instant;
import java.util.List;

/// What everything on a node used.
///
/// @param cpuNanos processor time since the node's start
/// @param workingSetBytes memory that cannot be reclaimed
public record NodeUsage(Instant at, long cpuNanos, long workingSetBytes) {
    /// Of a node on which there is nothing but containers.
    static NodeUsage sum(List<ContainerUsage> usages) {
        return new NodeUsage(
                usages.stream()
                        .map(ContainerUsage::at)
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH),
                usages.stream().mapToLong(ContainerUsage::cpuNanos).sum(),
                usages.stream().mapToLong(ContainerUsage::workingSetBytes).sum());
    }
}
