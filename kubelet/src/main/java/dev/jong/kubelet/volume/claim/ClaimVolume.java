package dev.jong.kubelet.volume.claim;

import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Volume;
import dev.jong.kubelet.linux.Ownership;
import dev.jong.kubelet.volume.VolumeFailure;
import dev.jong.kubelet.volume.VolumeKind;
import dev.jong.kubelet.volume.VolumeRequest;
import dev.jong.kubelet.volume.hostpath.HostPathVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// `persistentVolumeClaim`, and `ephemeral`, whose claim carries the Pod's name. What is bound may
/// be a folder of the node: `hostPath` or `local`.
public final class ClaimVolume implements VolumeKind {
    @Override
    public boolean handles(Volume volume) {
        return volume.persistentVolumeClaim() != null || volume.ephemeral() != null;
    }

    @Override
    public String folderName() {
        return "kubernetes.io~local-volume";
    }

    @Override
    public boolean readOnly(Volume volume) {
        var source = volume.persistentVolumeClaim();
        return source != null && Boolean.TRUE.equals(source.readOnly());
    }

    @Override
    public Path prepare(VolumeRequest request) {
        var claim = claim(request);
        var volume = bound(request, claim);
        if ("Block".equals(volume.spec().volumeMode())) {
            throw new VolumeFailure(
                    "volume " + request.volume().name() + " has volumeMode Block, but is mounted");
        }
        var onHost = volume.spec().hostPath();
        if (onHost != null) {
            return HostPathVolume.prepare(onHost);
        }
        var local = volume.spec().local();
        if (local == null) {
            throw new VolumeFailure("no volume plugin matched");
        }
        var path = Path.of(local.path());
        if (!Files.isDirectory(path)) {
            throw new VolumeFailure("path \"" + path + "\" does not exist");
        }
        give(request, path);
        return path;
    }

    private PersistentVolumeClaim claim(VolumeRequest request) {
        var source = request.volume().persistentVolumeClaim();
        var own = request.volume().ephemeral() != null;
        var name =
                source == null
                        ? request.pod().metadata().name() + "-" + request.volume().name()
                        : source.claimName();
        var full = request.namespace() + "/" + name;
        var claim =
                request.objects()
                        .claim(request.namespace(), name)
                        .orElseThrow(() ->
                                new VolumeFailure(
                                        "error processing PVC "
                                                + full
                                                + ": failed to fetch PVC from API server: "
                                                + "persistentvolumeclaims \""
                                                + name
                                                + "\" not found"));
        if (own && !isOwned(claim, request)) {
            throw new VolumeFailure(
                    "error processing PVC "
                            + full
                            + ": PVC "
                            + full
                            + " was not created for pod "
                            + request.namespace()
                            + "/"
                            + request.pod().metadata().name()
                            + " (pod is not owner)");
        }
        if (claim.metadata().deletionTimestamp() != null) {
            throw new VolumeFailure("error processing PVC " + full + ": PVC is being deleted");
        }
        return claim;
    }

    private static boolean isOwned(PersistentVolumeClaim claim, VolumeRequest request) {
        return claim.metadata().ownerReferences().stream()
                .anyMatch(owner ->
                        Boolean.TRUE.equals(owner.controller())
                                && owner.uid().equals(request.pod().metadata().uid()));
    }

    private static PersistentVolume bound(VolumeRequest request, PersistentVolumeClaim claim) {
        var name = Objects.requireNonNullElse(claim.spec().volumeName(), "");
        if (!"Bound".equals(claim.status().phase()) || name.isEmpty()) {
            throw new VolumeFailure(
                    "error processing PVC "
                            + request.namespace()
                            + "/"
                            + claim.metadata().name()
                            + ": PVC is not bound");
        }
        var volume =
                request.objects()
                        .volume(name)
                        .orElseThrow(() ->
                                new VolumeFailure(
                                        "failed to fetch PV "
                                                + name
                                                + " from API server: persistentvolumes \""
                                                + name
                                                + "\" not found"));
        var reference = volume.spec().claimRef();
        if (reference == null || !Objects.equals(reference.uid(), claim.metadata().uid())) {
            throw new VolumeFailure("found PV object " + name + " bound to another claim");
        }
        return volume;
    }

    /// Gives the folder to the Pod's group; unless the Pod says `OnRootMismatch` and it has it.
    private static void give(VolumeRequest request, Path path) {
        var group = request.group();
        var security = request.pod().spec().securityContext();
        try {
            if (group != null
                    && security != null
                    && !("OnRootMismatch".equals(security.fsGroupChangePolicy())
                            && Ownership.groupOf(path) == group)) {
                Ownership.giveTo(path, group, false);
            }
        } catch (IOException e) {
            throw new VolumeFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
