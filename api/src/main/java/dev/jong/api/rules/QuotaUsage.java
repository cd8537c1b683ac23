package dev.jong.api.rules;

import dev.jong.api.KubernetesObject;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.resource.v1.ResourceClaim;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one object uses of a namespace's quota, by the names that `spec.hard` of a ResourceQuota
/// uses.
///
/// Source: `k8s.io/kubernetes/pkg/quota/v1/evaluator/core`.
public final class QuotaUsage {
    private static final Quantity ONE = Quantity.of(1);
    private static final String CLASS_BETA = "volume.beta.kubernetes.io/storage-class";

    /// A claim for all devices that fit is charged with the most that one claim can get.
    private static final long MOST_DEVICES = 32;

    private QuotaUsage() {}

    /// What one object uses, by resource name.
    ///
    /// @param now Pods whose time to end has passed no longer count
    public static Map<String, Quantity> of(KubernetesObject object, Instant now) {
        var usage = new HashMap<String, Quantity>();
        var kind = object.kind();
        usage.put(QuotaResources.count(kind), ONE);
        if (kind.group().isEmpty() && QuotaResources.OLD_COUNTS.contains(kind.plural())) {
            usage.put(kind.plural(), ONE);
        }
        switch (object) {
            case Pod pod -> addPod(usage, pod, now);
            case Service service -> addService(usage, service);
            case PersistentVolumeClaim claim -> addClaim(usage, claim);
            case ResourceClaim claim -> addDevices(usage, claim);
            default -> {}
        }
        return usage;
    }

    private static void addPod(Map<String, Quantity> usage, Pod pod, Instant now) {
        if (!counts(pod, now)) {
            return;
        }
        usage.put("pods", ONE);
        PodResources.requests(pod)
                .forEach((name, amount) -> {
                    boolean plain =
                            QuotaResources.PLAIN_COMPUTE.contains(name)
                                    || name.startsWith(Resources.HUGE_PAGES_PREFIX);
                    if (plain) {
                        usage.put(name, amount);
                    }
                    if (plain
                            || !QuotaResources.isNative(name)
                            || name.startsWith("deviceclass.resource.kubernetes.io/")) {
                        usage.put("requests." + name, amount);
                    }
                });
        PodResources.limits(pod)
                .forEach((name, amount) -> {
                    if (QuotaResources.PLAIN_COMPUTE.contains(name)) {
                        usage.put("limits." + name, amount);
                    }
                });
    }

    /// Whether a Pod still takes up what it asked for.
    public static boolean counts(Pod pod, Instant now) {
        if (PodConditions.isFinished(pod)) {
            return false;
        }
        var ends = pod.metadata().deletionTimestamp();
        var grace = pod.metadata().deletionGracePeriodSeconds();
        return ends == null || grace == null || now.isBefore(ends.plusSeconds(grace));
    }

    private static void addService(Map<String, Quantity> usage, Service service) {
        var spec = service.spec();
        int ports = spec.ports().size();
        usage.put("services", ONE);
        usage.put("services.nodeports", Quantity.ZERO);
        usage.put("services.loadbalancers", Quantity.ZERO);
        switch (Objects.requireNonNullElse(spec.type(), "ClusterIP")) {
            case "NodePort" -> usage.put("services.nodeports", Quantity.of(ports));
            case "LoadBalancer" -> {
                usage.put("services.loadbalancers", ONE);
                long used =
                        Boolean.FALSE.equals(spec.allocateLoadBalancerNodePorts())
                                ? spec.ports().stream().filter(port -> port.nodePort() != 0).count()
                                : ports;
                usage.put("services.nodeports", Quantity.of(used));
            }
            default -> {}
        }
    }

    private static void addClaim(Map<String, Quantity> usage, PersistentVolumeClaim claim) {
        var storage = storage(claim);
        var annotated = claim.metadata().annotations().get(CLASS_BETA);
        var storageClass = annotated != null ? annotated : claim.spec().storageClassName();
        usage.put("persistentvolumeclaims", ONE);
        if (storage != null) {
            usage.put("requests.storage", storage);
        }
        if (storageClass != null && !storageClass.isEmpty()) {
            var ofClass = storageClass + QuotaResources.STORAGE_CLASS;
            usage.put(ofClass + "persistentvolumeclaims", ONE);
            if (storage != null) {
                usage.put(ofClass + "requests.storage", storage);
            }
        }
    }

    /// While a volume grows, or when it cannot, the larger of what is asked and what was allotted;
    /// in whole bytes.
    private static @Nullable Quantity storage(PersistentVolumeClaim claim) {
        var asked = claim.spec().resources().requests().get("storage");
        var allotted = claim.status().allocatedResources().get("storage");
        if (asked == null) {
            return null;
        }
        return (allotted == null ? asked : asked.max(allotted)).roundUp(0);
    }

    private static void addDevices(Map<String, Quantity> usage, ResourceClaim claim) {
        for (var request : claim.spec().devices().requests()) {
            var exactly = request.exactly();
            var most = new HashMap<String, Quantity>();
            for (var choice : request.firstAvailable()) {
                most.merge(
                        choice.deviceClassName() + QuotaResources.DEVICE_CLASS,
                        devices(choice.allocationMode(), choice.count()),
                        Quantity::max);
            }
            if (most.isEmpty() && exactly != null) {
                most.put(
                        exactly.deviceClassName() + QuotaResources.DEVICE_CLASS,
                        devices(exactly.allocationMode(), exactly.count()));
            }
            most.forEach((name, amount) -> usage.merge(name, amount, Quantity::add));
        }
    }

    private static Quantity devices(@Nullable String mode, @Nullable Long count) {
        return switch (Objects.requireNonNullElse(mode, "")) {
            case "ExactCount" -> Quantity.of(count == null ? 0 : count);
            case "All" -> Quantity.of(MOST_DEVICES);
            default -> Quantity.ZERO;
        };
    }
}
