package dev.jong.apiserver.resources.resource;

import dev.jong.api.resource.v1.DeviceClass;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimStatus;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.resource.v1.ResourceSlice;
import dev.jong.apiserver.registry.Resource;
import org.jspecify.annotations.Nullable;

/// The resource.k8s.io group.
public final class DeviceResources {
    public static final Resource<DeviceClass> DEVICE_CLASSES =
            Resource.of(DeviceClass.KIND).counted().returnsDeleted().build();

    public static final Resource<ResourceClaim> CLAIMS =
            Resource.of(ResourceClaim.KIND)
                    .returnsDeleted()
                    .beforeCreate(claim -> claim.withStatus(ResourceClaimStatus.EMPTY))
                    .status((from, into) -> into.withStatus(from.status()))
                    .build();

    public static final Resource<ResourceClaimTemplate> CLAIM_TEMPLATES =
            Resource.of(ResourceClaimTemplate.KIND).returnsDeleted().build();

    public static final Resource<ResourceSlice> SLICES =
            Resource.of(ResourceSlice.KIND)
                    .counted()
                    .returnsDeleted()
                    .field("spec.nodeName", slice -> text(slice.spec().nodeName()))
                    .field("spec.driver", slice -> slice.spec().driver())
                    .build();

    private DeviceResources() {}

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
