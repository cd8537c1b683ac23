package dev.jong.controllers.statefulset;

import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.StatefulSet;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.meta.v1.OwnerReference;
import dev.jong.reconcile.Owners;
import java.util.ArrayList;
import java.util.List;

/// Who owns a StatefulSet's claim, by the set's retention policy: whoever owns it takes it along.
final class ClaimOwners {
    private ClaimOwners() {}

    /// The owners the claim should have; as it has now where others claim it.
    static List<OwnerReference> of(StatefulSet set, Pod pod, PersistentVolumeClaim claim) {
        var now = claim.metadata().ownerReferences();
        if (now.stream().anyMatch(owner -> isStale(owner, set) || isStale(owner, pod))) {
            return now;
        }
        var others =
                now.stream().filter(owner -> !names(owner, set) && !names(owner, pod)).toList();
        var wanted = new ArrayList<>(others);
        if (others.stream().anyMatch(owner -> Boolean.TRUE.equals(owner.controller()))) {
            return wanted;
        }
        var policy = set.spec().persistentVolumeClaimRetentionPolicy();
        boolean whenScaled = policy != null && "Delete".equals(policy.whenScaled());
        boolean whenDeleted = policy != null && "Delete".equals(policy.whenDeleted());
        var ordinals = Ordinals.of(set);
        var ordinal = ordinals.of(pod);
        boolean scaledDown = ordinal.isEmpty() || !ordinals.contains(ordinal.getAsInt());
        if (whenScaled && scaledDown) {
            wanted.add(Owners.controlledBy(pod));
        } else if (whenDeleted) {
            wanted.add(Owners.controlledBy(set));
        }
        return wanted;
    }

    /// Whether the claim still belongs to an earlier Pod of the same name and will go with it.
    static boolean isStale(StatefulSet set, Pod pod, PersistentVolumeClaim claim) {
        var policy = set.spec().persistentVolumeClaimRetentionPolicy();
        return policy != null
                && "Delete".equals(policy.whenScaled())
                && claim.metadata().ownerReferences().stream()
                        .anyMatch(owner -> isStale(owner, pod));
    }

    private static boolean isStale(OwnerReference owner, KubernetesObject object) {
        return names(owner, object) && !owner.uid().equals(object.metadata().uid());
    }

    private static boolean names(OwnerReference owner, KubernetesObject object) {
        return owner.kind().equals(object.kind().name())
                && owner.apiVersion().equals(object.kind().apiVersion())
                && owner.name().equals(object.name());
    }
}
