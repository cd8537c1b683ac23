package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.storage.v1.VolumeAttributesClass;
import java.util.ArrayList;

/// Marks volumes and claims so that they stay as long as somebody uses them.
final class StorageObjectInUseProtection implements Admission {
    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE;
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!request.subresource().isEmpty()) {
            return object;
        }
        return switch (object) {
            case PersistentVolume volume -> marked(volume, "kubernetes.io/pv-protection");
            case PersistentVolumeClaim claim -> marked(claim, "kubernetes.io/pvc-protection");
            case VolumeAttributesClass attributes ->
                    marked(attributes, "kubernetes.io/vac-protection");
            default -> object;
        };
    }

    private static KubernetesObject marked(KubernetesObject object, String finalizer) {
        ObjectMeta metadata = object.metadata();
        if (metadata.finalizers().contains(finalizer)) {
            return object;
        }
        var finalizers = new ArrayList<>(metadata.finalizers());
        finalizers.add(finalizer);
        return object.withMetadata(metadata.withFinalizers(finalizers));
    }
}
