package dev.jong.kubelet.volume;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import dev.jong.kubelet.downward.FieldValue;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One volume that a Pod asks for.
///
/// @param folder the volume's own place under the Pod's folder
/// @param facts what the Pod may know of itself
/// @param allocatable of the node
public record VolumeRequest(
        Pod pod,
        Volume volume,
        Path folder,
        ClusterObjects objects,
        FieldValue facts,
        Map<String, Quantity> allocatable) {
    public String namespace() {
        return Objects.requireNonNullElse(pod.metadata().namespace(), "");
    }

    /// The group that owns the volume's files; null: root.
    public @Nullable Long group() {
        var security = pod.spec().securityContext();
        return security == null ? null : security.fsGroup();
    }
}
