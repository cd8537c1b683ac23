package dev.jong.kubelet.runtime;

import java.time.Instant;

/// What one container used.
///
/// @param cpuNanos processor time since its start
/// @param workingSetBytes memory that cannot be reclaimed
/// @param writableBytes size of its writable layer
public record ContainerUsage(
        String containerId,
        String podUid,
        String name,
        Instant at,
        long cpuNanos,
        long workingSetBytes,
        long usageBytes,
        long rssBytes,
        long writableBytes) {}
