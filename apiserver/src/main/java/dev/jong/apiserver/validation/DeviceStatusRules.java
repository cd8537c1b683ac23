package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.net.Cidr;
import dev.jong.api.resource.v1.AllocatedDeviceStatus;
import dev.jong.api.resource.v1.AllocationResult;
import dev.jong.api.resource.v1.DeviceAllocationConfiguration;
import dev.jong.api.resource.v1.DeviceRequestAllocationResult;
import dev.jong.api.resource.v1.NetworkDeviceData;
import dev.jong.api.resource.v1.ResourceClaim;
import dev.jong.api.resource.v1.ResourceClaimConsumerReference;
import dev.jong.api.resource.v1.ResourceClaimStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a ResourceClaim got, who uses it, and what drivers say about its devices.
public final class DeviceStatusRules {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final int MOST_CONSUMERS = 256;
    private static final int MOST_RESULTS = 32;
    private static final int MOST_DEVICE_CONDITIONS = 8;
    private static final int LONGEST_INTERFACE = 256;
    private static final int LONGEST_HARDWARE_ADDRESS = 128;
    private static final int MOST_ADDRESSES = 16;
    private static final List<String> SOURCES = List.of("FromClaim", "FromClass");

    private DeviceStatusRules() {}

    private record DeviceId(String driver, String pool, String device, String share) {
        static DeviceId of(DeviceRequestAllocationResult result) {
            return new DeviceId(
                    result.driver(),
                    result.pool(),
                    result.device(),
                    DeviceRules.text(result.shareId()));
        }

        static DeviceId of(AllocatedDeviceStatus device) {
            return new DeviceId(
                    device.driver(),
                    device.pool(),
                    device.device(),
                    DeviceRules.text(device.shareId()));
        }

        FieldError.Written written() {
            return new FieldError.Written(
                    "{\"Driver\":"
                            + GoText.json(driver)
                            + ",\"Pool\":"
                            + GoText.json(pool)
                            + ",\"Device\":"
                            + GoText.json(device)
                            + ",\"ShareID\":"
                            + GoText.json(share)
                            + "}");
        }
    }

    private static Set<DeviceId> allocated(ResourceClaimStatus status) {
        var allocation = status.allocation();
        return allocation == null
                ? Set.of()
                : allocation.devices().results().stream()
                        .map(DeviceId::of)
                        .collect(Collectors.toSet());
    }

    /// The status without what drivers said about devices that it gave back.
    public static ResourceClaimStatus withoutGone(
            ResourceClaimStatus now, ResourceClaimStatus old) {
        var gone = new HashSet<>(allocated(old));
        gone.removeAll(allocated(now));
        return now.withDevices(
                now.devices().stream()
                        .filter(device -> !gone.contains(DeviceId.of(device)))
                        .toList());
    }

    public static List<FieldError> update(ResourceClaim now, ResourceClaim old) {
        var errors = new FieldErrors();
        var status = now.status();
        consumers(now, old, errors);
        var allocated = allocated(status);
        DeviceRules.set(
                status.devices(),
                -1,
                device -> DeviceId.of(device).written(),
                STATUS.child("devices"),
                errors,
                (device, at) -> device(device, allocated, at, errors));
        allocation(now, old, errors);
        return errors.list();
    }

    private static void consumers(ResourceClaim now, ResourceClaim old, FieldErrors errors) {
        var consumers = now.status().reservedFor();
        var path = STATUS.child("reservedFor");
        DeviceRules.set(
                consumers,
                MOST_CONSUMERS,
                ResourceClaimConsumerReference::uid,
                path,
                errors,
                (consumer, at) -> {
                    required(consumer.resource(), at.child("resource"), errors);
                    required(consumer.name(), at.child("name"), errors);
                    required(consumer.uid(), at.child("uid"), errors);
                });
        if (consumers.isEmpty()) {
            return;
        }
        if (now.status().allocation() == null) {
            errors.forbidden(path, "may not be specified when `allocated` is not set");
        } else if (now.metadata().deletionTimestamp() != null
                && !new HashSet<>(old.status().reservedFor()).containsAll(consumers)) {
            errors.forbidden(
                    path,
                    "new entries may not be added while `deallocationRequested` or"
                            + " `deletionTimestamp` are set");
        }
    }

    private static void required(String value, FieldPath path, FieldErrors errors) {
        if (value.isEmpty()) {
            errors.required(path, "");
        }
    }

    private static void device(
            AllocatedDeviceStatus device,
            Set<DeviceId> allocated,
            FieldPath at,
            FieldErrors errors) {
        PersistentVolumeRules.driver(device.driver(), at.child("driver"), errors);
        DeviceRules.poolName(device.pool(), at.child("pool"), errors);
        DeviceRules.label(device.device(), at.child("device"), errors);
        DeviceRules.uid(device.shareId(), at.child("shareID"), errors);
        var id = DeviceId.of(device);
        if (!allocated.contains(id)) {
            errors.invalid(at, id.written(), "must be an allocated device in the claim");
        }
        int conditions = device.conditions().size();
        if (conditions > MOST_DEVICE_CONDITIONS) {
            errors.add(
                    FieldError.tooMany(at.child("conditions"), conditions, MOST_DEVICE_CONDITIONS));
        }
        ConditionRules.check(device.conditions(), at.child("conditions"), errors);
        if (device.data() != null) {
            DeviceRules.object(device.data(), at.child("data"), errors);
        }
        network(device.networkData(), at.child("networkData"), errors);
    }

    private static void network(
            @Nullable NetworkDeviceData data, FieldPath at, FieldErrors errors) {
        if (data == null) {
            return;
        }
        if (DeviceRules.text(data.interfaceName()).length() > LONGEST_INTERFACE) {
            errors.add(FieldError.tooLong(at.child("interfaceName"), LONGEST_INTERFACE));
        }
        if (DeviceRules.text(data.hardwareAddress()).length() > LONGEST_HARDWARE_ADDRESS) {
            errors.add(FieldError.tooLong(at.child("hardwareAddress"), LONGEST_HARDWARE_ADDRESS));
        }
        DeviceRules.set(
                data.ips(),
                MOST_ADDRESSES,
                address -> address,
                at.child("ips"),
                errors,
                (address, inner) -> errors.invalidEach(inner, address, Cidr.hostAddress(address)));
    }

    private static void allocation(ResourceClaim now, ResourceClaim old, FieldErrors errors) {
        var allocation = now.status().allocation();
        var before = old.status().allocation();
        var path = STATUS.child("allocation");
        if (allocation == null) {
            return;
        }
        if (before != null) {
            if (!allocation.equals(before)) {
                errors.invalid(
                        path,
                        new FieldError.Written(
                                Json.text(Json.tree(allocation, AllocationResult.CODEC))),
                        "field is immutable");
            }
            return;
        }
        var names = RequestNames.of(now.spec().devices());
        DeviceRules.each(
                allocation.devices().results(),
                MOST_RESULTS,
                path.child("devices", "results"),
                errors,
                (result, at) -> result(result, names, at, errors));
        DeviceRules.each(
                allocation.devices().config(),
                2 * DeviceRules.MOST_CONFIGURATIONS,
                path.child("devices", "config"),
                errors,
                (config, at) -> configuration(config, names, at, errors));
        var selector = allocation.nodeSelector();
        if (selector != null) {
            PlacementRules.terms(selector.nodeSelectorTerms(), path.child("nodeSelector"), errors);
        }
    }

    private static void result(
            DeviceRequestAllocationResult result,
            RequestNames names,
            FieldPath at,
            FieldErrors errors) {
        names.check(result.request(), at.child("request"), errors);
        PersistentVolumeRules.driver(result.driver(), at.child("driver"), errors);
        DeviceRules.poolName(result.pool(), at.child("pool"), errors);
        DeviceRules.label(result.device(), at.child("device"), errors);
        DeviceRules.bindingConditions(
                result.bindingConditions(), result.bindingFailureConditions(), at, errors);
        DeviceRules.uid(result.shareId(), at.child("shareID"), errors);
    }

    private static void configuration(
            DeviceAllocationConfiguration config,
            RequestNames names,
            FieldPath at,
            FieldErrors errors) {
        errors.oneOf(at.child("source"), config.source(), SOURCES);
        names.check(config.requests(), at.child("requests"), errors);
        DeviceRules.configuration(config.opaque(), at, errors);
    }
}
