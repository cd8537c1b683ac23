package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.rules.StorageClasses;
import dev.jong.api.storage.v1.StorageClass;

/// Gives a claim that names no class the default one.
final class DefaultStorageClass implements Admission {
    private final Cluster cluster;

    DefaultStorageClass(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.isFor(PersistentVolumeClaim.KIND);
    }

    @Override
    public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
        if (!(object instanceof PersistentVolumeClaim claim) || StorageClasses.isChosen(claim)) {
            return object;
        }
        return StorageClasses.defaultOf(cluster.list(StorageClass.KIND, ""))
                .<KubernetesObject>map(
                        found -> claim.mapSpec(spec -> spec.withStorageClassName(found.name())))
                .orElse(claim);
    }
}
