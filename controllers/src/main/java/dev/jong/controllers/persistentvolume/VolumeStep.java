package dev.jong.controllers.persistentvolume;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.rules.VolumeMatch;
import org.jspecify.annotations.Nullable;

/// What one volume needs next.
sealed interface VolumeStep {
    /// It is free, or waits for the claim it names.
    record Offer() implements VolumeStep {}

    /// Its claim has it.
    record Bind() implements VolumeStep {}

    /// Its claim is about to get it.
    record Leave() implements VolumeStep {}

    /// Its claim is gone, or has another volume: do as its reclaim policy says.
    record Reclaim() implements VolumeStep {}

    /// Its claim has another volume: let go of it.
    record Unbind() implements VolumeStep {}

    /// Its claim wants a block device and it is a file system, or the other way round.
    record Mismatch(PersistentVolumeClaim claim) implements VolumeStep {}

    /// @param claim the one that the volume names, by uid too; null if there is none (any more)
    static VolumeStep next(PersistentVolume volume, @Nullable PersistentVolumeClaim claim) {
        var reference = volume.spec().claimRef();
        if (reference == null || reference.uid() == null) {
            return new Offer();
        }
        if (claim == null) {
            return new Reclaim();
        }
        var taken = claim.spec().volumeName();
        if (taken == null) {
            return VolumeMatch.sameMode(volume, claim) ? new Leave() : new Mismatch(claim);
        }
        if (taken.equals(volume.name())) {
            return new Bind();
        }
        boolean madeForClaim =
                volume.metadata().annotations().containsKey(Provisioners.MADE_BY)
                        && "Delete".equals(volume.spec().persistentVolumeReclaimPolicy());
        return madeForClaim ? new Reclaim() : new Unbind();
    }
}
