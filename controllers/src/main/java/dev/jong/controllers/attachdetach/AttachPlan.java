package dev.jong.controllers.attachdetach;

import dev.jong.api.core.v1.AttachedVolume;
import dev.jong.api.core.v1.Node;
import dev.jong.api.storage.v1.VolumeAttachment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What is to be attached to one node and detached from it.
///
/// @param attach without an attachment yet
/// @param blocked attached to another node, though one only may have it
/// @param detach attachments to delete
/// @param mounted whether some volume waits to be unmounted before it is detached
/// @param reported what the node's status is to tell, before anything is detached
record AttachPlan(
        List<Attachable> attach,
        List<Attachable> blocked,
        List<VolumeAttachment> detach,
        boolean mounted,
        List<AttachedVolume> reported) {
    /// How long a node that is not ready may take to unmount before a volume is taken from it.
    static final Duration PATIENCE = Duration.ofMinutes(6);

    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    /// An attachment to this node, and of what.
    ///
    /// @param unwantedSince when it was first seen that no Pod needs it
    record Attached(VolumeAttachment attachment, Attachable volume, Instant unwantedSince) {}

    /// @param wanted by the node's Pods
    /// @param elsewhere whether a volume is attached to another node
    static AttachPlan of(
            Node node,
            Set<Attachable> wanted,
            List<Attached> attached,
            Predicate<Attachable> elsewhere,
            Instant now) {
        var attach = new ArrayList<Attachable>();
        var blocked = new ArrayList<Attachable>();
        var detach = new ArrayList<VolumeAttachment>();
        var reported = new ArrayList<AttachedVolume>();
        boolean mounted = false;
        var there = new HashSet<Attachable>();
        for (var each : attached) {
            there.add(each.volume);
            boolean inUse = node.status().volumesInUse().contains(each.volume.uniqueName());
            boolean leaves = !wanted.contains(each.volume) && (!inUse || isLost(node, each, now));
            if (leaves) {
                detach.add(each.attachment);
                continue;
            }
            mounted |= !wanted.contains(each.volume);
            if (each.attachment.status().attached()
                    && each.attachment.metadata().deletionTimestamp() == null) {
                reported.add(new AttachedVolume(each.volume.uniqueName(), ""));
            }
        }
        for (var volume : wanted) {
            if (!there.contains(volume)) {
                (!volume.shared() && elsewhere.test(volume) ? blocked : attach).add(volume);
            }
        }
        reported.sort(Comparator.comparing(AttachedVolume::name));
        detach.removeIf(attachment -> attachment.metadata().deletionTimestamp() != null);
        return new AttachPlan(attach, blocked, detach, mounted, reported);
    }

    /// Whether the node will not unmount it any more.
    private static boolean isLost(Node node, Attached attached, Instant now) {
        boolean outOfService =
                node.spec().taints().stream().anyMatch(taint -> taint.key().equals(OUT_OF_SERVICE));
        boolean ready =
                node.status().conditions().stream()
                        .anyMatch(condition ->
                                condition.type().equals("Ready")
                                        && condition.status().equals("True"));
        return outOfService || (!ready && attached.unwantedSince.plus(PATIENCE).isBefore(now));
    }
}
