package dev.jong.controllers.persistentvolume;

import dev.jong.api.InvalidQuantity;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.PersistentVolumeClaimStatus;
import dev.jong.api.rules.VolumeMatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The status of claims, as far as binding says it.
final class ClaimStatuses {
    private static final String STORAGE = "storage";

    /// On a volume that is to be resized with its file system: what it could hold before.
    private static final String SIZE_BEFORE = "volume.alpha.kubernetes.io/pre-resize-capacity";

    private ClaimStatuses() {}

    /// Without a volume.
    static PersistentVolumeClaimStatus unbound(PersistentVolumeClaim claim, String phase) {
        return claim.status().toBuilder()
                .phase(phase)
                .accessModes(List.of())
                .capacity(Map.of())
                .currentVolumeAttributesClassName(null)
                .build();
    }

    /// With its volume. Size and attributes are told only when the claim becomes bound: later they
    /// are the resizer's to tell.
    static PersistentVolumeClaimStatus bound(PersistentVolumeClaim claim, PersistentVolume volume) {
        var before = claim.status();
        var status = before.toBuilder().phase("Bound").accessModes(volume.spec().accessModes());
        if (!"Bound".equals(before.phase())) {
            status.capacity(capacity(claim, volume));
        }
        if ("Pending".equals(before.phase())) {
            status.currentVolumeAttributesClassName(volume.spec().volumeAttributesClassName());
        }
        return status.build();
    }

    private static Map<String, Quantity> capacity(
            PersistentVolumeClaim claim, PersistentVolume volume) {
        var known = claim.status().capacity();
        var sizeBefore = volume.metadata().annotations().get(SIZE_BEFORE);
        if (sizeBefore != null) {
            var capacity = new TreeMap<>(known);
            capacity.put(STORAGE, parsed(sizeBefore, VolumeMatch.size(volume)));
            return capacity;
        }
        var told = known.get(STORAGE);
        return told != null && told.compareTo(VolumeMatch.size(volume)) == 0
                ? known
                : volume.spec().capacity();
    }

    private static Quantity parsed(String text, Quantity otherwise) {
        try {
            return Quantity.parse(text);
        } catch (InvalidQuantity _) {
            return otherwise;
        }
    }
}
