package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.rules.NodeSelection;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.client.Informer;
import dev.jong.client.SharedInformers;
import dev.jong.scheduler.nodes.PodDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Claims, volumes and classes, and what they mean for a Pod.
final class Volumes {
    static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    private final Informer<PersistentVolumeClaim> claims;
    private final Informer<PersistentVolume> volumes;
    private final Informer<StorageClass> classes;

    /// A claim that a Pod mounts.
    ///
    /// @param generated made for this Pod from an ephemeral volume
    record Mounted(String claim, boolean generated) {}

    Volumes(SharedInformers informers) {
        claims = informers.of(PersistentVolumeClaim.KIND);
        volumes = informers.of(PersistentVolume.KIND);
        classes = informers.of(StorageClass.KIND);
    }

    static List<Mounted> mounted(PodDemand pod) {
        List<Mounted> mounted = List.of();
        for (var volume : pod.pod().spec().volumes()) {
            var claim = volume.persistentVolumeClaim();
            if (claim == null && volume.ephemeral() == null) {
                continue;
            }
            mounted = mounted.isEmpty() ? new ArrayList<>() : mounted;
            mounted.add(
                    claim != null
                            ? new Mounted(claim.claimName(), false)
                            : new Mounted(pod.pod().metadata().name() + "-" + volume.name(), true));
        }
        return mounted;
    }

    Informer<PersistentVolumeClaim> claims() {
        return claims;
    }

    Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return claims.find(namespace, name);
    }

    Optional<PersistentVolume> volume(String name) {
        return volumes.find("", name);
    }

    static boolean isBound(PersistentVolumeClaim claim) {
        return claim.spec().volumeName() != null
                && claim.metadata().annotations().containsKey(BIND_COMPLETED);
    }

    /// Whether the claim is to be bound only once its Pod has a node.
    boolean waitsForPod(PersistentVolumeClaim claim) {
        return claim.spec().volumeName() == null
                && classOf(claim)
                        .filter(each -> "WaitForFirstConsumer".equals(each.volumeBindingMode()))
                        .isPresent();
    }

    /// Whether a volume can be made for the claim.
    boolean provisioned(PersistentVolumeClaim claim) {
        return classOf(claim)
                .filter(each -> !each.provisioner().equals(NO_PROVISIONER))
                .isPresent();
    }

    private Optional<StorageClass> classOf(PersistentVolumeClaim claim) {
        var name = claim.spec().storageClassName();
        return name == null ? Optional.empty() : classes.find("", name);
    }

    /// A volume that is there already, free, fits the claim and can be reached from the node.
    Optional<PersistentVolume> free(PersistentVolumeClaim claim, Node node) {
        for (var volume : volumes.list()) {
            if (suits(volume, claim) && reachable(volume, node)) {
                return Optional.of(volume);
            }
        }
        return Optional.empty();
    }

    private static boolean suits(PersistentVolume volume, PersistentVolumeClaim claim) {
        var wanted = claim.spec().resources().requests().get("storage");
        var offered = volume.spec().capacity().get("storage");
        return volume.spec().claimRef() == null
                && "Available".equals(volume.status().phase())
                && String.valueOf(claim.spec().storageClassName())
                        .equals(String.valueOf(volume.spec().storageClassName()))
                && volume.spec().accessModes().containsAll(claim.spec().accessModes())
                && (wanted == null || (offered != null && offered.compareTo(wanted) >= 0));
    }

    static boolean reachable(PersistentVolume volume, Node node) {
        var affinity = volume.spec().nodeAffinity();
        var required = affinity == null ? null : affinity.required();
        return required == null
                || NodeSelection.matches(
                        required, String.valueOf(node.metadata().name()), node.metadata().labels());
    }
}
