package dev.jong.apiserver.defaults;

import dev.jong.api.resource.v1.DeviceRequest;
import dev.jong.api.resource.v1.DeviceSubRequest;
import dev.jong.api.resource.v1.ExactDeviceRequest;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimSpec;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import org.jspecify.annotations.Nullable;

/// How many devices a request means that does not say: one.
final class DeviceDefaults {
    private static final String EXACT = "ExactCount";

    private DeviceDefaults() {}

    static ResourceClaim claim(ResourceClaim claim) {
        return claim.mapSpec(DeviceDefaults::spec);
    }

    static ResourceClaimTemplate template(ResourceClaimTemplate template) {
        return template.mapSpec(spec -> spec.mapSpec(DeviceDefaults::spec));
    }

    private static ResourceClaimSpec spec(ResourceClaimSpec spec) {
        return spec.mapDevices(devices ->
                devices.withRequests(
                        devices.requests().stream().map(DeviceDefaults::request).toList()));
    }

    private static DeviceRequest request(DeviceRequest request) {
        var exactly = request.exactly();
        return request.withExactly(exactly == null ? null : exactly(exactly))
                .withFirstAvailable(
                        request.firstAvailable().stream()
                                .map(DeviceDefaults::alternative)
                                .toList());
    }

    private static ExactDeviceRequest exactly(ExactDeviceRequest request) {
        var mode = mode(request.allocationMode());
        return request.withAllocationMode(mode).withCount(count(mode, request.count()));
    }

    private static DeviceSubRequest alternative(DeviceSubRequest request) {
        var mode = mode(request.allocationMode());
        return request.withAllocationMode(mode).withCount(count(mode, request.count()));
    }

    private static String mode(@Nullable String mode) {
        return mode == null || mode.isEmpty() ? EXACT : mode;
    }

    private static long count(String mode, long count) {
        return mode.equals(EXACT) && count == 0 ? 1 : count;
    }
}
