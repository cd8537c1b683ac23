package dev.jong.apiserver.defaults;

import dev.jong.api.resource.v1.DeviceAllocationResult;
import dev.jong.api.resource.v1.DeviceRequest;
import dev.jong.api.resource.v1.DeviceSubRequest;
import dev.jong.api.resource.v1.DeviceToleration;
import dev.jong.api.resource.v1.ExactDeviceRequest;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimSpec;
import dev.jong.api.resource.v1.ResourceClaimTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many devices a request means that does not say: one.
final class DeviceDefaults {
    private static final String EXACT = "ExactCount";

    private DeviceDefaults() {}

    static ResourceClaim claim(ResourceClaim claim) {
        return claim.mapSpec(DeviceDefaults::spec)
                .mapStatus(status ->
                        status.withAllocation(
                                status.allocation() == null
                                        ? null
                                        : status.allocation()
                                                .mapDevices(DeviceDefaults::allocated)));
    }

    private static DeviceAllocationResult allocated(DeviceAllocationResult devices) {
        return devices.withResults(
                devices.results().stream()
                        .map(result -> result.withTolerations(tolerations(result.tolerations())))
                        .toList());
    }

    private static List<DeviceToleration> tolerations(List<DeviceToleration> tolerations) {
        return tolerations.stream()
                .map(toleration ->
                        toleration.operator() == null || toleration.operator().isEmpty()
                                ? toleration.withOperator("Equal")
                                : toleration)
                .toList();
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
        return request.withAllocationMode(mode)
                .withCount(count(mode, request.count()))
                .withTolerations(tolerations(request.tolerations()));
    }

    private static DeviceSubRequest alternative(DeviceSubRequest request) {
        var mode = mode(request.allocationMode());
        return request.withAllocationMode(mode)
                .withCount(count(mode, request.count()))
                .withTolerations(tolerations(request.tolerations()));
    }

    private static String mode(@Nullable String mode) {
        return mode == null || mode.isEmpty() ? EXACT : mode;
    }

    private static long count(String mode, long count) {
        return mode.equals(EXACT) && count == 0 ? 1 : count;
    }
}
