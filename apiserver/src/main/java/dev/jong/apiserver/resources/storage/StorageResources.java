package dev.jong.apiserver.resources.storage;

import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.StorageClass;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.api.storage.v1.VolumeAttachmentStatus;
import dev.jong.api.storage.v1.VolumeAttributesClass;
import dev.jong.apiserver.registry.Resource;
import java.util.List;

/// The storage.k8s.io group.
public final class StorageResources {
    public static final Resource<CSIDriver> CSI_DRIVERS =
            Resource.of(CSIDriver.KIND)
                    .returnsDeleted()
                    .counted()
                    .conditionalUpdatesOnly()
                    // Counts from the first change on.
                    .beforeCreate(driver ->
                            withoutAlpha(driver)
                                    .mapMetadata(metadata -> metadata.withGeneration(0)))
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .warnings((now, _) -> warnings(now))
                    .build();

    public static final Resource<CSINode> CSI_NODES =
            Resource.of(CSINode.KIND).returnsDeleted().conditionalUpdatesOnly().build();

    public static final Resource<CSIStorageCapacity> CSI_STORAGE_CAPACITIES =
            Resource.of(CSIStorageCapacity.KIND).conditionalUpdatesOnly().build();

    public static final Resource<StorageClass> STORAGE_CLASSES =
            Resource.of(StorageClass.KIND).returnsDeleted().build();

    public static final Resource<VolumeAttachment> VOLUME_ATTACHMENTS =
            Resource.of(VolumeAttachment.KIND)
                    .returnsDeleted()
                    .conditionalUpdatesOnly()
                    .beforeCreate(attachment -> attachment.withStatus(VolumeAttachmentStatus.EMPTY))
                    .status((from, into) -> into.withStatus(from.status()))
                    .keepsMetadata()
                    .build();

    public static final Resource<VolumeAttributesClass> VOLUME_ATTRIBUTES_CLASSES =
            Resource.of(VolumeAttributesClass.KIND).returnsDeleted().build();

    private StorageResources() {}

    /// Without what the gate VolumeLimitScaling would let in, which is off in 1.36.
    private static CSIDriver withoutAlpha(CSIDriver driver) {
        return driver.mapSpec(spec -> spec.withPreventPodSchedulingIfMissing(null));
    }

    private static List<String> warnings(CSIDriver driver) {
        var spec = driver.spec();
        return spec.tokenRequests().isEmpty() || spec.serviceAccountTokenInSecrets() != null
                ? List.of()
                : List.of(
                        "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI"
                                + " driver, set to true to prevent possible logging of tokens in"
                                + " volume attributes");
    }
}
