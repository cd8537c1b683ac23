package dev.jong.apiserver.resources.resource;

import dev.jong.api.GoText;
import dev.jong.api.names.Names;
import dev.jong.api.resource.v1.Device;
import dev.jong.api.resource.v1.DeviceAttribute;
import dev.jong.api.resource.v1.DeviceClass;
import dev.jong.api.resource.v1.DeviceTaint;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimStatus;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import dev.jong.api.resource.v1.ResourceSlice;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Subresource;
import dev.jong.apiserver.validation.DeviceStatusRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The resource.k8s.io group.
public final class DeviceResources {
    public static final Resource<DeviceClass> DEVICE_CLASSES =
            Resource.of(DeviceClass.KIND)
                    .counted()
                    .returnsDeleted()
                    .names(DeviceResources::longName)
                    .build();

    public static final Resource<ResourceClaim> CLAIMS =
            Resource.of(ResourceClaim.KIND)
                    .returnsDeleted()
                    .beforeCreate(claim -> claim.withStatus(ResourceClaimStatus.EMPTY))
                    .beforeUpdate((now, old) -> now.withStatus(old.status()))
                    .ratchets()
                    .subresource(
                            new Subresource.Part<>(
                                    "status",
                                    (now, old) ->
                                            old.withStatus(
                                                    DeviceStatusRules.withoutGone(
                                                            now.status(), old.status())),
                                    DeviceStatusRules::update,
                                    true))
                    .keepsMetadata()
                    .build();

    public static final Resource<ResourceClaimTemplate> CLAIM_TEMPLATES =
            Resource.of(ResourceClaimTemplate.KIND).returnsDeleted().build();

    public static final Resource<ResourceSlice> SLICES =
            Resource.of(ResourceSlice.KIND)
                    .counted()
                    .returnsDeleted()
                    .beforeCreate(DeviceResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .stamp((slice, _, now) -> stamped(slice, now))
                    .warnings((now, _) -> warnings(now))
                    .field("spec.nodeName", slice -> text(slice.spec().nodeName()))
                    .field("spec.driver", slice -> slice.spec().driver())
                    .build();

    private DeviceResources() {}

    /// A subdomain; of this kind upstream counts the bytes of names, not the characters.
    private static List<String> longName(String name) {
        return Names.subdomain(name).stream()
                .map(problem -> problem.replace("253 characters", "253 bytes"))
                .toList();
    }

    private static List<String> warnings(ResourceSlice slice) {
        var driver = slice.spec().driver();
        return driver.equals(driver.toLowerCase(Locale.ROOT))
                ? List.of()
                : List.of(
                        "spec.driver: driver names should be lowercase; "
                                + GoText.quote(driver)
                                + " contains uppercase characters");
    }

    private static ResourceSlice mapDevices(ResourceSlice slice, UnaryOperator<Device> change) {
        return slice.mapSpec(
                spec -> spec.withDevices(spec.devices().stream().map(change).toList()));
    }

    /// What the gates DRAListTypeAttributes and DRANodeAllocatableResources would let in: neither
    /// is on in 1.36.
    private static ResourceSlice withoutAlpha(ResourceSlice slice) {
        return mapDevices(
                slice,
                device -> {
                    var attributes = new TreeMap<String, DeviceAttribute>();
                    device.attributes()
                            .forEach((name, value) -> attributes.put(name, single(value)));
                    return device.withAttributes(attributes)
                            .withNodeAllocatableResourceMappings(Map.of());
                });
    }

    private static DeviceAttribute single(DeviceAttribute attribute) {
        return attribute
                .withInts(List.of())
                .withBools(List.of())
                .withStrings(List.of())
                .withVersions(List.of());
    }

    private static ResourceSlice stamped(ResourceSlice slice, Instant now) {
        return mapDevices(
                slice,
                device ->
                        device.withTaints(
                                device.taints().stream()
                                        .map(taint -> stamped(taint, now))
                                        .toList()));
    }

    private static DeviceTaint stamped(DeviceTaint taint, Instant now) {
        return taint.timeAdded() == null
                ? taint.withTimeAdded(now.truncatedTo(ChronoUnit.SECONDS))
                : taint;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
