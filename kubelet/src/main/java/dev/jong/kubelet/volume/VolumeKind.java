package dev.jong.kubelet.volume;

import dev.jong.api.core.v1.Volume;
import java.nio.file.Path;

/// A source of volumes: one implementation each for `emptyDir`, `configMap`, ….
public interface VolumeKind {
    boolean handles(Volume volume);

    /// Name of its folder below a Pod's `volumes`, as upstream names it: `kubernetes.io~empty-dir`.
    String folderName();

    /// Makes the volume ready, or brings it up to date, and answers where it is on the node.
    ///
    /// @throws VolumeFailure when that cannot be done, or not yet
    Path prepare(VolumeRequest request);

    /// Whether its content follows an object that may change.
    default boolean changes() {
        return false;
    }

    /// Whether containers see it read-only whatever they ask.
    default boolean readOnly(Volume volume) {
        return false;
    }
}
