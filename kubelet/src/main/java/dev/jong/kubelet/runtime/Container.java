package dev.jong.kubelet.runtime;

import java.util.Map;

/// A container as a listing shows it. `podUid` comes from the label `io.kubernetes.pod.uid`.
public record Container(
        String id,
        String sandboxId,
        String podUid,
        String name,
        int attempt,
        ContainerState state,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public Container {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
