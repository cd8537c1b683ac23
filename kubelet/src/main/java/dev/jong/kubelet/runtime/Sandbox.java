package dev.jong.kubelet.runtime;

import java.time.Instant;
import java.util.Map;

/// A sandbox as a listing shows it.
public record Sandbox(
        String id,
        PodIdentity pod,
        int attempt,
        boolean ready,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public Sandbox {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
