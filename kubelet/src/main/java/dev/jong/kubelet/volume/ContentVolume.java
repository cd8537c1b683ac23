package dev.jong.kubelet.volume;

import dev.jong.api.core.v1.Volume;

/// A volume of files that come from the API: they change with what they come from, and containers
/// cannot write them.
public interface ContentVolume extends VolumeKind {
    @Override
    default boolean changes() {
        return true;
    }

    @Override
    default boolean readOnly(Volume volume) {
        return true;
    }
}
