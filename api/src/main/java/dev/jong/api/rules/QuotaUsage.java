package dev.jong.api.rules;

import dev.jong.api.KubernetesObject;
import dev.jong.api.Quantity;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What one object uses of a namespace's quota, by the names that `spec.hard` of a ResourceQuota
/// uses.
///
/// Source: `k8s.io/kubernetes/pkg/quota/v1/evaluator/core`.
public final class QuotaUsage {
    private static final Quantity ONE = Quantity.of(1);
    private static final String STORAGE_CLASS = ".storageclass.storage.k8s.io/";
    private static final Set<String> OLD_COUNTS =
            Set.of(
                    "configmaps",
                    "secrets",
                    "services",
                    "resourcequotas",
                    "replicationcontrollers",
                    "persistentvolumeclaims");
    private static final Set<String> PLAIN_REQUESTS = Set.of("cpu", "memory", "ephemeral-storage");

    private QuotaUsage() {}

    /// What one object uses, by resource name.
    ///
    /// @param now Pods whose time to end has passed no longer count
    public static Map<String, Quantity> of(KubernetesObject object, Instant now) {
        var usage = new HashMap<String, Quantity>();
        var kind = object.kind();
        usage.put(
                "count/" + kind.plural() + (kind.group().isEmpty() ? "" : "." + kind.group()), ONE);
        if (kind.group().isEmpty() && OLD_COUNTS.contains(kind.plural())) {
            usage.put(kind.plural(), ONE);
        }
        switch (object) {
            case Pod pod -> addPod(usage, pod, now);
            case Service service -> addService(usage, service);
            case PersistentVolumeClaim claim -> addClaim(usage, claim);
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
                    if (PLAIN_REQUESTS.contains(name)
                            || name.startsWith(Resources.HUGE_PAGES_PREFIX)) {
                        usage.put(name, amount);
                    }
                    usage.put("requests." + name, amount);
                });
        PodResources.limits(pod).forEach((name, amount) -> usage.put("limits." + name, amount));
    }

    /// Whether a Pod still takes up what it asked for.
    private static boolean counts(Pod pod, Instant now) {
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
        var storage = claim.spec().resources().requests().get("storage");
        var storageClass = claim.spec().storageClassName();
        if (storage != null) {
            usage.put("requests.storage", storage);
        }
        if (storageClass != null) {
            usage.put(storageClass + STORAGE_CLASS + "persistentvolumeclaims", ONE);
            if (storage != null) {
                usage.put(storageClass + STORAGE_CLASS + "requests.storage", storage);
            }
        }
    }
}
