package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.StorageClass;
import java.util.List;

/// What the storage kinds get that do not say otherwise.
final class StorageDefaults {
    private StorageDefaults() {}

    static StorageClass storageClass(StorageClass storageClass) {
        return storageClass
                .withReclaimPolicy(requireNonNullElse(storageClass.reclaimPolicy(), "Delete"))
                .withVolumeBindingMode(
                        requireNonNullElse(storageClass.volumeBindingMode(), "Immediate"));
    }

    static CSIDriver csiDriver(CSIDriver driver) {
        return driver.mapSpec(spec ->
                spec.toBuilder()
                        .attachRequired(requireNonNullElse(spec.attachRequired(), true))
                        .podInfoOnMount(requireNonNullElse(spec.podInfoOnMount(), false))
                        .storageCapacity(requireNonNullElse(spec.storageCapacity(), false))
                        .fsGroupPolicy(
                                requireNonNullElse(spec.fsGroupPolicy(), "ReadWriteOnceWithFSType"))
                        .volumeLifecycleModes(
                                spec.volumeLifecycleModes().isEmpty()
                                        ? List.of("Persistent")
                                        : spec.volumeLifecycleModes())
                        .requiresRepublish(requireNonNullElse(spec.requiresRepublish(), false))
                        .seLinuxMount(requireNonNullElse(spec.seLinuxMount(), false))
                        .build());
    }
}
