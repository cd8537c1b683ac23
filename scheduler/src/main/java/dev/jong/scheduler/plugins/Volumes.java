package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.StorageClasses;
import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.client.Informer;
import dev.jong.client.Lister;
import dev.jong.client.SharedInformers;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is known of storage.
///
/// @param volumesByClass finds volumes by the class they are of
/// @param attachmentsByNode finds attachments by the node they are to
record Volumes(
        Informer<PersistentVolumeClaim> claims,
        Informer<PersistentVolume> volumes,
        Lister<PersistentVolume> volumesByClass,
        Informer<StorageClass> classes,
        Informer<CSINode> csiNodes,
        Informer<CSIDriver> drivers,
        Informer<CSIStorageCapacity> capacityCache,
        Lister<VolumeAttachment> attachmentsByNode)
        implements Storage {

    /// A claim that a Pod mounts.
    ///
    /// @param generated made for this Pod from an ephemeral volume
    record Mounted(String claim, boolean generated) {}

    static Volumes of(SharedInformers informers) {
        var volumes = informers.of(PersistentVolume.KIND);
        return new Volumes(
                informers.of(PersistentVolumeClaim.KIND),
                volumes,
                volumes.index("class", volume -> List.of(StorageClasses.of(volume))),
                informers.of(StorageClass.KIND),
                informers.of(CSINode.KIND),
                informers.of(CSIDriver.KIND),
                informers.of(CSIStorageCapacity.KIND),
                informers
                        .of(VolumeAttachment.KIND)
                        .index("node", attachment -> List.of(attachment.spec().nodeName())));
    }

    static List<Mounted> mounted(PodDemand pod) {
        return mounted(pod.pod());
    }

    static List<Mounted> mounted(Pod pod) {
        List<Mounted> mounted = List.of();
        for (var volume : pod.spec().volumes()) {
            var claim = volume.persistentVolumeClaim();
            if (claim == null && volume.ephemeral() == null) {
                continue;
            }
            mounted = mounted.isEmpty() ? new ArrayList<>() : mounted;
            mounted.add(
                    claim != null
                            ? new Mounted(claim.claimName(), false)
                            : new Mounted(pod.metadata().name() + "-" + volume.name(), true));
        }
        return mounted;
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return claims.find(namespace, name);
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return volumes.find("", name);
    }

    @Override
    public List<PersistentVolume> volumesOf(String storageClass) {
        return volumesByClass.of(storageClass);
    }

    @Override
    public Optional<StorageClass> storageClass(String name) {
        return classes.find("", name);
    }

    @Override
    public Optional<CSINode> csiNode(String node) {
        return csiNodes.find("", node);
    }

    @Override
    public boolean countsCapacity(String driver) {
        return drivers.find("", driver)
                .filter(found -> Boolean.TRUE.equals(found.spec().storageCapacity()))
                .isPresent();
    }

    @Override
    public List<CSIStorageCapacity> capacities() {
        return capacityCache.list();
    }

    @Override
    public List<VolumeAttachment> attachments(String node) {
        return attachmentsByNode.of(node);
    }
}
