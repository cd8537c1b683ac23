package dev.jong.apiserver.bootstrap;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.Condition;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.net.Cidr;
import dev.jong.api.networking.v1.ServiceCIDR;
import dev.jong.api.networking.v1.ServiceCIDRSpec;
import dev.jong.api.networking.v1.ServiceCIDRStatus;
import dev.jong.api.scheduling.v1.PriorityClass;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.service.ServiceNetwork;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// Creates what is missing of the system's own namespaces, priorities and ranges.
public final class SystemObjects {
    private static final List<String> NAMESPACES =
            List.of("kube-system", "kube-public", "kube-node-lease", "default");

    private final Registry registry;
    private final Instant now;

    private SystemObjects(Registry registry, Instant now) {
        this.registry = registry;
        this.now = now;
    }

    /// All resources are served already.
    public static void ensure(Registry registry, ServiceNetwork network, Instant now) {
        var objects = new SystemObjects(registry, now);
        NAMESPACES.forEach(
                name -> objects.create(Namespace.KIND, Namespace.EMPTY.withMetadata(named(name))));
        objects.create(
                PriorityClass.KIND,
                priority(
                        "system-node-critical",
                        2_000_001_000,
                        "Used for system critical pods that must not be moved from their current"
                                + " node."));
        objects.create(
                PriorityClass.KIND,
                priority(
                        "system-cluster-critical",
                        2_000_000_000,
                        "Used for system critical pods that must run in the cluster, but can be"
                                + " moved to another node if necessary."));
        objects.ensureRange(network);
        objects.ensureTracking();
    }

    private static ObjectMeta named(String name) {
        return ObjectMeta.builder().name(name).build();
    }

    private static PriorityClass priority(String name, int value, String description) {
        return PriorityClass.builder()
                .metadata(named(name))
                .value(value)
                .description(description)
                .preemptionPolicy("PreemptLowerPriority")
                .build();
    }

    /// Since when the use of tokens in Secrets is noted (KEP-2799).
    private void ensureTracking() {
        var since = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
        create(
                ConfigMap.KIND,
                ConfigMap.builder()
                        .metadata(
                                named("kube-apiserver-legacy-service-account-token-tracking")
                                        .withNamespace("kube-system"))
                        .data(Map.of("since", since))
                        .build());
    }

    private void ensureRange(ServiceNetwork network) {
        var ranges = network.ranges().stream().map(Cidr::toString).toList();
        var range =
                ServiceCIDR.builder()
                        .metadata(named("kubernetes"))
                        .spec(new ServiceCIDRSpec(ranges))
                        .build();
        if (!create(ServiceCIDR.KIND, range)) {
            return;
        }
        var ready =
                new Condition(
                        "Ready", "True", 0, now, "", "Kubernetes default Service CIDR is ready");
        registry.of(ServiceCIDR.KIND)
                .change(
                        "",
                        "kubernetes",
                        "status",
                        stored -> stored.withStatus(new ServiceCIDRStatus(List.of(ready))),
                        WriteOptions.OWN);
    }

    /// @return whether it was missing
    private <T extends KubernetesObject> boolean create(Kind<T> kind, T object) {
        try {
            registry.of(kind).create(object.namespace(), object, WriteOptions.OWN);
            return true;
        } catch (ApiException.AlreadyExists there) {
            return false;
        }
    }
}
