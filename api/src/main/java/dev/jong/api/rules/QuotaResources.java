package dev.jong.api.rules;

import dev.jong.api.Kind;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Which of the names in a quota's `spec.hard` objects of a kind count against.
///
/// Source: `k8s.io/kubernetes/pkg/quota/v1/evaluator/core`.
public final class QuotaResources {
    static final String STORAGE_CLASS = ".storageclass.storage.k8s.io/";
    static final String DEVICE_CLASS = ".deviceclass.resource.k8s.io/devices";

    /// Kinds that are counted under their plain plural too, as before there was `count/`.
    static final Set<String> OLD_COUNTS =
            Set.of("configmaps", "secrets", "resourcequotas", "replicationcontrollers");

    static final Set<String> PLAIN_COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");

    private static final String REQUESTS = "requests.";
    private static final String DEVICE_REQUESTS = "requests.deviceclass.resource.kubernetes.io/";
    private static final Set<String> COMPUTE =
            Set.of(
                    "pods",
                    "cpu",
                    "memory",
                    "ephemeral-storage",
                    "requests.cpu",
                    "requests.memory",
                    "requests.ephemeral-storage",
                    "limits.cpu",
                    "limits.memory",
                    "limits.ephemeral-storage");
    private static final Set<String> SERVICES =
            Set.of("services", "services.nodeports", "services.loadbalancers");
    private static final Set<String> STORAGE = Set.of("persistentvolumeclaims", "requests.storage");

    private QuotaResources() {}

    /// Those of `names` that say something about objects of the kind, in alphabetical order.
    public static Set<String> of(Kind<?> kind, Collection<String> names) {
        var count = count(kind);
        var rule = rule(kind);
        var matching = new TreeSet<String>();
        for (var name : names) {
            if (name.equals(count) || rule.test(name)) {
                matching.add(name);
            }
        }
        return matching;
    }

    /// `count/deployments.apps`
    static String count(Kind<?> kind) {
        return "count/" + kind.plural() + (kind.group().isEmpty() ? "" : "." + kind.group());
    }

    private static Predicate<String> rule(Kind<?> kind) {
        if (kind.equals(Pod.KIND)) {
            return QuotaResources::isOfPods;
        }
        if (kind.equals(Service.KIND)) {
            return SERVICES::contains;
        }
        if (kind.equals(PersistentVolumeClaim.KIND)) {
            return QuotaResources::isOfClaims;
        }
        if (isResourceClaim(kind)) {
            return name -> name.endsWith(DEVICE_CLASS);
        }
        return name ->
                kind.group().isEmpty() && name.equals(kind.plural()) && OLD_COUNTS.contains(name);
    }

    static boolean isResourceClaim(Kind<?> kind) {
        return kind.group().equals("resource.k8s.io") && kind.plural().equals("resourceclaims");
    }

    private static boolean isOfPods(String name) {
        return COMPUTE.contains(name)
                || name.startsWith(Resources.HUGE_PAGES_PREFIX)
                || name.startsWith(REQUESTS + Resources.HUGE_PAGES_PREFIX)
                || name.startsWith(DEVICE_REQUESTS)
                || name.startsWith(REQUESTS) && !isNative(name);
    }

    /// Kubernetes' own names have no domain, or one below `kubernetes.io`.
    static boolean isNative(String name) {
        return !name.contains("/") || name.contains("kubernetes.io/");
    }

    private static boolean isOfClaims(String name) {
        return STORAGE.contains(name)
                || STORAGE.stream().anyMatch(each -> name.endsWith(STORAGE_CLASS + each));
    }
}
