package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Volume;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Cycle;
import dev.jong.scheduler.framework.Filter;
import dev.jong.scheduler.framework.PreFilter;
import dev.jong.scheduler.framework.Verdict;
import dev.jong.scheduler.nodes.NodeView;
import dev.jong.scheduler.nodes.PlacedPod;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/// Keeps Pods apart that cannot share a disk on a node, and lets one Pod only have a claim of
/// access mode `ReadWriteOncePod`.
public final class VolumeRestrictions implements PreFilter, Filter {
    private static final Verdict DISK_CONFLICT = Verdict.refused("node(s) had no available disk");
    private static final Verdict CLAIM_CONFLICT =
            Verdict.refused(
                    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access"
                            + " mode already in-use by another pod");

    private final Storage storage;

    VolumeRestrictions(Storage storage) {
        this.storage = storage;
    }

    /// For one cycle.
    private static final class State {
        /// Claims that only one Pod may have.
        private final Set<String> exclusive = new HashSet<>();

        /// How often other Pods mount them.
        private int conflicts;
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        var pod = cycle.pod().pod();
        var state = new State();
        for (var volume : pod.spec().volumes()) {
            var source = volume.persistentVolumeClaim();
            if (source == null) {
                continue;
            }
            var claim = storage.claim(cycle.pod().namespace(), source.claimName());
            if (claim.isEmpty()) {
                return new Prepared.Refused(
                        Verdict.hopeless(
                                "persistentvolumeclaim \"" + source.claimName() + "\" not found"));
            }
            if (claim.get().spec().accessModes().contains("ReadWriteOncePod")) {
                state.exclusive.add(source.claimName());
            }
        }
        if (!state.exclusive.isEmpty()) {
            state.conflicts = users(cycle, state.exclusive);
        }
        if (state.conflicts == 0 && pod.spec().volumes().stream().noneMatch(this::isDisk)) {
            return SKIP;
        }
        cycle.keep(this, state);
        return READY;
    }

    private int users(Cycle cycle, Set<String> claims) {
        int users = 0;
        for (var placed : cycle.nodes().pods()) {
            users += mounts(placed.demand(), cycle.pod().namespace(), claims);
        }
        return users;
    }

    private static int mounts(PodDemand pod, String namespace, Set<String> claims) {
        if (!pod.namespace().equals(namespace)) {
            return 0;
        }
        int mounts = 0;
        for (var volume : pod.pod().spec().volumes()) {
            var source = volume.persistentVolumeClaim();
            mounts += source != null && claims.contains(source.claimName()) ? 1 : 0;
        }
        return mounts;
    }

    @Override
    public void podTried(Cycle cycle, PlacedPod pod, int sign) {
        var state = cycle.kept(this, State.class);
        state.conflicts += sign * mounts(pod.demand(), cycle.pod().namespace(), state.exclusive);
    }

    @Override
    public Verdict filter(Cycle cycle, NodeView node) {
        for (var volume : cycle.pod().pod().spec().volumes()) {
            if (isDisk(volume)
                    && node.pods().stream()
                            .anyMatch(placed -> conflicts(volume, placed.demand().pod()))) {
                return DISK_CONFLICT;
            }
        }
        return cycle.kept(this, State.class).conflicts > 0 ? CLAIM_CONFLICT : Verdict.FITS;
    }

    private boolean isDisk(Volume volume) {
        return volume.gcePersistentDisk() != null
                || volume.awsElasticBlockStore() != null
                || volume.rbd() != null
                || volume.iscsi() != null;
    }

    private static boolean conflicts(Volume volume, Pod other) {
        return other.spec().volumes().stream().anyMatch(each -> conflict(volume, each));
    }

    /// Whether two Pods on one node cannot mount these; all but AWS disks may be shared read-only.
    private static boolean conflict(Volume one, Volume other) {
        var disk = one.gcePersistentDisk();
        var otherDisk = other.gcePersistentDisk();
        if (disk != null && otherDisk != null) {
            return disk.pdName().equals(otherDisk.pdName())
                    && !(disk.readOnly() && otherDisk.readOnly());
        }
        var block = one.awsElasticBlockStore();
        var otherBlock = other.awsElasticBlockStore();
        if (block != null && otherBlock != null) {
            return block.volumeId().equals(otherBlock.volumeId());
        }
        var target = one.iscsi();
        var otherTarget = other.iscsi();
        if (target != null && otherTarget != null) {
            return target.iqn().equals(otherTarget.iqn())
                    && !(target.readOnly() && otherTarget.readOnly());
        }
        var image = one.rbd();
        var otherImage = other.rbd();
        return image != null
                && otherImage != null
                && !Collections.disjoint(image.monitors(), otherImage.monitors())
                && String.valueOf(image.pool()).equals(String.valueOf(otherImage.pool()))
                && image.image().equals(otherImage.image())
                && !(image.readOnly() && otherImage.readOnly());
    }

    @Override
    public boolean worthTrying(ClusterEvent event, PodDemand pod) {
        return switch (event) {
            case ClusterEvent.NodeChanged _ -> true;
            case ClusterEvent.PodGone(var gone, _) -> gone.namespace().equals(pod.namespace());
            case ClusterEvent.Other(PersistentVolumeClaim claim) ->
                    claim.namespace().equals(pod.namespace());
            case ClusterEvent.Other _, ClusterEvent.PodPlaced _, ClusterEvent.PodChanged _ -> false;
        };
    }
}
