package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.rules.StorageClasses;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.VolumeAttachment;
import java.util.List;
import java.util.Optional;

/// What the rules about volumes ask.
interface Storage {
    Optional<PersistentVolumeClaim> claim(String namespace, String name);

    Optional<PersistentVolume> volume(String name);

    /// All volumes of a class, "" for those of none.
    List<PersistentVolume> volumesOf(String storageClass);

    Optional<StorageClass> storageClass(String name);

    Optional<CSINode> csiNode(String node);

    /// Whether the driver tells by CSIStorageCapacity objects how much it can still make.
    boolean countsCapacity(String driver);

    List<CSIStorageCapacity> capacities();

    List<VolumeAttachment> attachments(String node);

    /// Whether the claim is to be bound only once its Pod has a node.
    default boolean waitsForPod(PersistentVolumeClaim claim) {
        return claim.spec().volumeName() == null
                && !VolumeMatch.isBound(claim)
                && storageClass(StorageClasses.of(claim))
                        .filter(StorageClasses::waitsForPod)
                        .isPresent();
    }
}
