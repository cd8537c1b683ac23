package dev.jong.apiserver.admission;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.storage.v1.StorageClass;
import java.time.Instant;
import java.util.Comparator;

/// Gives a claim that names no class the default one, the newest if there are several.
final class DefaultStorageClass implements Admission {
    private static final String IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";
    private static final String IS_DEFAULT_BETA =
            "storageclass.beta.kubernetes.io/is-default-class";
    private static final String CLASS_BETA = "volume.beta.kubernetes.io/storage-class";

    private static final Comparator<StorageClass> OLDEST_FIRST =
            Comparator.<StorageClass, Instant>comparing(
                            storageClass -> created(storageClass.metadata()))
                    .thenComparing(Comparator.comparing(StorageClass::name).reversed());

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
        if (!(object instanceof PersistentVolumeClaim claim)
                || claim.spec().storageClassName() != null
                || claim.metadata().annotations().containsKey(CLASS_BETA)) {
            return object;
        }
        return cluster.list(StorageClass.KIND, "").stream()
                .filter(DefaultStorageClass::isDefault)
                .max(OLDEST_FIRST)
                .<KubernetesObject>map(
                        found -> claim.mapSpec(spec -> spec.withStorageClassName(found.name())))
                .orElse(claim);
    }

    private static boolean isDefault(StorageClass storageClass) {
        var annotations = storageClass.metadata().annotations();
        return "true".equals(annotations.get(IS_DEFAULT))
                || "true".equals(annotations.get(IS_DEFAULT_BETA));
    }

    private static Instant created(ObjectMeta metadata) {
        var created = metadata.creationTimestamp();
        return created == null ? Instant.EPOCH : created;
    }
}
