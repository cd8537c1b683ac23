package dev.jong.apiserver.admission;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.storage.v1.StorageClass;
import java.util.Objects;

/// Lets claims grow only when their class says that its volumes can
/// (`PersistentVolumeClaimResize`).
final class ClaimResize implements Admission {
    private static final String CLASS_BETA = "volume.beta.kubernetes.io/storage-class";

    private final Cluster cluster;

    ClaimResize(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE && request.isFor(PersistentVolumeClaim.KIND);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!(request.object() instanceof PersistentVolumeClaim now)
                || !(request.old() instanceof PersistentVolumeClaim old)
                || size(now).compareTo(size(old)) <= 0) {
            return;
        }
        if (!"Bound".equals(old.status().phase())) {
            throw Refusal.of(request, "Only bound persistent volume claims can be expanded");
        }
        if (!mayGrow(storageClass(now), storageClass(old))) {
            throw Refusal.of(
                    request,
                    "only dynamically provisioned pvc can be resized and the storageclass that"
                            + " provisions the pvc must support resize");
        }
    }

    private boolean mayGrow(String now, String old) {
        return !now.isEmpty()
                && now.equals(old)
                && cluster.find(StorageClass.KIND, "", now)
                        .filter(found -> Boolean.TRUE.equals(found.allowVolumeExpansion()))
                        .isPresent();
    }

    private static Quantity size(PersistentVolumeClaim claim) {
        var size = claim.spec().resources().requests().get("storage");
        return size == null ? Quantity.ZERO : size;
    }

    private static String storageClass(PersistentVolumeClaim claim) {
        var annotated = claim.metadata().annotations().get(CLASS_BETA);
        return annotated != null
                ? annotated
                : Objects.requireNonNullElse(claim.spec().storageClassName(), "");
    }
}
