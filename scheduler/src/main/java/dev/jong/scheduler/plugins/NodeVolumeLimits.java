package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.rules.StorageClasses;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps to the number of volumes that a CSI driver can attach to a node, as its CSINode says.
public final class NodeVolumeLimits implements PreFilter, Filter {
    private static final Verdict TOO_MANY = Verdict.refused("node(s) exceed max volume count");

    private final Storage storage;

    NodeVolumeLimits(Storage storage) {
        this.storage = storage;
    }

    /// A volume of a driver. One that is still to be made goes by its claim.
    private record Attachable(String driver, String handle) {}

    @Override
    public Prepared preFilter(Cycle cycle) {
        return Volumes.mounted(cycle.pod()).isEmpty() ? SKIP : READY;
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        var limits = storage.csiNode(node.name()).map(NodeVolumeLimits::limits).orElse(Map.of());
        if (limits.isEmpty()) {
            return Verdict.FITS;
        }
        var wanted = attachables(cycle.pod());
        var attached = new HashSet<Attachable>();
        node.pods().forEach(placed -> attached.addAll(attachables(placed.demand())));
        wanted.removeAll(attached);
        for (var attachment : storage.attachments(node.name())) {
            attachable(attachment).ifPresent(attached::add);
        }
        for (var driver : drivers(wanted).entrySet()) {
            var limit = limits.get(driver.getKey());
            var used = drivers(attached).getOrDefault(driver.getKey(), 0);
            if (limit != null && used + driver.getValue() > limit) {
                return TOO_MANY;
            }
        }
        return Verdict.FITS;
    }

    private static Map<String, Integer> limits(CSINode node) {
        var limits = new HashMap<String, Integer>();
        for (var driver : node.spec().drivers()) {
            var allocatable = driver.allocatable();
            if (allocatable != null && allocatable.count() != null) {
                limits.put(driver.name(), allocatable.count());
            }
        }
        return limits;
    }

    private static Map<String, Integer> drivers(Set<Attachable> volumes) {
        var drivers = new HashMap<String, Integer>();
        volumes.forEach(volume -> drivers.merge(volume.driver, 1, Integer::sum));
        return drivers;
    }

    private Set<Attachable> attachables(PodDemand pod) {
        var volumes = new HashSet<Attachable>();
        for (var mounted : Volumes.mounted(pod)) {
            storage.claim(pod.namespace(), mounted.claim())
                    .flatMap(this::attachable)
                    .ifPresent(volumes::add);
        }
        return volumes;
    }

    private Optional<Attachable> attachable(PersistentVolumeClaim claim) {
        var name = claim.spec().volumeName();
        var volume = name == null ? null : storage.volume(name).orElse(null);
        if (volume == null) {
            return storage.storageClass(StorageClasses.of(claim))
                    .map(found ->
                            new Attachable(
                                    found.provisioner(), claim.namespace() + "/" + claim.name()));
        }
        var source = volume.spec().csi();
        return source == null
                ? Optional.empty()
                : Optional.of(new Attachable(source.driver(), source.volumeHandle()));
    }

    private Optional<Attachable> attachable(VolumeAttachment attachment) {
        var inline = attachment.spec().source().inlineVolumeSpec();
        var name = attachment.spec().source().persistentVolumeName();
        var spec =
                inline != null
                        ? Optional.of(inline)
                        : Optional.ofNullable(name)
                                .flatMap(storage::volume)
                                .map(volume -> volume.spec());
        return spec.map(found -> found.csi())
                .map(source -> new Attachable(source.driver(), source.volumeHandle()));
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return switch (event) {
            case ClusterEvent.NodeChanged _ -> true;
            case ClusterEvent.PodGone(var gone, _) -> !Volumes.mounted(gone).isEmpty();
            case ClusterEvent.Other(var object) ->
                    object instanceof CSINode
                            || object instanceof VolumeAttachment
                            || object instanceof PersistentVolumeClaim;
            case ClusterEvent.PodPlaced _, ClusterEvent.PodChanged _ -> false;
        };
    }
}
