package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.Quantity;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.ResourceQuota;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.policy.v1.PodDisruptionBudgetSpec;
import dev.jong.api.scheduling.v1.PriorityClass;
import dev.jong.api.storage.v1.StorageClass;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nodes, claims, quotas, classes, budgets: what the cluster's operation rests on.
final class ClusterRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final long HIGHEST_USER_PRIORITY = 1_000_000_000;

    private ClusterRules() {}

    static List<FieldError> node(Node node) {
        var errors = new FieldErrors();
        var seen = new HashSet<String>();
        for (int i = 0; i < node.spec().taints().size(); i++) {
            var taint = node.spec().taints().get(i);
            var at = FieldPath.of("metadata", "taints").index(i);
            errors.invalidEach(at.child("key"), taint.key(), Labels.key(taint.key()));
            var value = taint.value();
            if (value != null) {
                errors.invalidEach(at.child("value"), value, Labels.value(value));
            }
            errors.oneOf(at.child("effect"), taint.effect(), PlacementRules.EFFECTS);
            if (!seen.add(taint.key() + ":" + taint.effect())) {
                errors.duplicate(at, taint.key() + ":" + taint.effect());
            }
        }
        return errors.list();
    }

    static List<FieldError> nodeUpdate(Node now, Node old) {
        var errors = new FieldErrors();
        var before = old.spec().podCidrs();
        if (!before.isEmpty() && !before.equals(now.spec().podCidrs())) {
            errors.forbidden(
                    SPEC.child("podCIDRs"),
                    "node updates may not change podCIDR except from \"\" to valid");
        }
        var provider = old.spec().providerId();
        if (provider != null && !provider.equals(now.spec().providerId())) {
            errors.forbidden(
                    SPEC.child("providerID"),
                    "node updates may not change providerID except from \"\" to valid");
        }
        return errors.list();
    }

    static List<FieldError> claim(PersistentVolumeClaim claim) {
        var errors = new FieldErrors();
        var spec = claim.spec();
        if (spec.accessModes().isEmpty()) {
            errors.required(SPEC.child("accessModes"), "at least 1 access mode is required");
        }
        for (var mode : spec.accessModes()) {
            errors.oneOf(SPEC.child("accessModes"), mode, ACCESS_MODES);
        }
        if (spec.accessModes().contains("ReadWriteOncePod") && spec.accessModes().size() > 1) {
            errors.forbidden(
                    SPEC.child("accessModes"),
                    "may not use ReadWriteOncePod with other access modes");
        }
        SelectorRules.check(spec.selector(), SPEC.child("selector"), errors);
        var path = SPEC.child("resources").key("storage");
        var size = spec.resources().requests().get("storage");
        if (size == null) {
            errors.required(path, "");
        } else if (size.signum() <= 0) {
            errors.invalid(path, size.toString(), "must be greater than zero");
        }
        var name = spec.storageClassName();
        if (name != null && !name.isEmpty()) {
            errors.invalidEach(SPEC.child("storageClassName"), name, Names.subdomain(name));
        }
        return errors.list();
    }

    static List<FieldError> claimUpdate(PersistentVolumeClaim now, PersistentVolumeClaim old) {
        var errors = new FieldErrors();
        var before = old.spec();
        boolean bound = "Bound".equals(now.status().phase());
        var masked =
                now.spec().toBuilder()
                        .volumeName(before.volumeName() == null ? null : now.spec().volumeName())
                        .volumeAttributesClassName(before.volumeAttributesClassName())
                        .storageClassName(
                                before.storageClassName() == null
                                        ? null
                                        : now.spec().storageClassName())
                        .resources(bound ? before.resources() : now.spec().resources())
                        .build();
        if (!masked.equals(before)) {
            errors.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and"
                            + " volumeAttributesClassName for bound claims");
        }
        var size = now.spec().resources().requests().get("storage");
        var wasSize = before.resources().requests().get("storage");
        var granted = old.status().capacity().get("storage");
        if (size != null && wasSize != null && size.compareTo(wasSize) < 0) {
            if (granted == null || size.compareTo(granted) < 0) {
                errors.forbidden(
                        SPEC.child("resources", "requests", "storage"),
                        "field can not be less than status.capacity");
            }
        }
        return errors.list();
    }

    static List<FieldError> quota(ResourceQuota quota) {
        var errors = new FieldErrors();
        quota.spec()
                .hard()
                .forEach((name, amount) -> {
                    var at = SPEC.child("hard").key(name);
                    errors.invalidEach(at, name, Labels.key(name));
                    if (!ResourceRules.mayBeQuota(name)) {
                        errors.invalid(at, name, "must be a standard resource for quota");
                    }
                    ResourceRules.quantity(name, amount, at, errors);
                });
        return errors.list();
    }

    static List<FieldError> limitRange(LimitRange range) {
        var errors = new FieldErrors();
        for (int i = 0; i < range.spec().limits().size(); i++) {
            var item = range.spec().limits().get(i);
            var at = SPEC.child("limits").index(i);
            item.min()
                    .forEach((name, least) -> {
                        var most = item.max().get(name);
                        if (most != null && least.compareTo(most) > 0) {
                            errors.invalid(
                                    at.child("min").key(name),
                                    least,
                                    "min value " + least + " is greater than max value " + most);
                        }
                        notBelow(
                                item.defaultRequest().get(name),
                                least,
                                "default request value ",
                                at.child("defaultRequest").key(name),
                                errors);
                        notBelow(
                                item.default_().get(name),
                                least,
                                "default value ",
                                at.child("default").key(name),
                                errors);
                    });
            if (item.type().equals("Pod")) {
                if (!item.default_().isEmpty()) {
                    errors.forbidden(
                            at.child("default"), "may not be specified when `type` is 'Pod'");
                }
                if (!item.defaultRequest().isEmpty()) {
                    errors.forbidden(
                            at.child("defaultRequest"),
                            "may not be specified when `type` is 'Pod'");
                }
            }
        }
        return errors.list();
    }

    private static void notBelow(
            @Nullable Quantity value,
            Quantity least,
            String noun,
            FieldPath path,
            FieldErrors errors) {
        if (value != null && value.compareTo(least) < 0) {
            errors.invalid(
                    path,
                    noun.equals("default value ") ? least : value,
                    "min value " + least + " is greater than " + noun + value);
        }
    }

    static List<FieldError> priorityClass(PriorityClass priority) {
        var errors = new FieldErrors();
        boolean system =
                priority.name().equals("system-node-critical")
                        || priority.name().equals("system-cluster-critical");
        if (priority.name().startsWith("system-") && !system) {
            errors.forbidden(
                    FieldPath.of("metadata", "name"),
                    "priority class names with 'system-' prefix are reserved for system use only."
                            + " error: "
                            + priority.name()
                            + " is not a known system priority class");
        } else if (!system && priority.value() > HIGHEST_USER_PRIORITY) {
            errors.forbidden(
                    FieldPath.of("value"),
                    "maximum allowed value of a user defined priority is 1000000000");
        }
        var policy = priority.preemptionPolicy();
        if (policy != null) {
            errors.oneOf(
                    FieldPath.of("preemptionPolicy"),
                    policy,
                    List.of("PreemptLowerPriority", "Never"));
        }
        return errors.list();
    }

    static List<FieldError> priorityClassUpdate(PriorityClass now, PriorityClass old) {
        var errors = new FieldErrors();
        if (now.value() != old.value()) {
            errors.forbidden(FieldPath.of("value"), "may not be changed in an update.");
        }
        errors.immutable(
                FieldPath.of("preemptionPolicy"), now.preemptionPolicy(), old.preemptionPolicy());
        return errors.list();
    }

    static List<FieldError> lease(Lease lease) {
        var errors = new FieldErrors();
        var seconds = lease.spec().leaseDurationSeconds();
        if (seconds != null && seconds <= 0) {
            errors.invalid(SPEC.child("leaseDurationSeconds"), seconds, "must be greater than 0");
        }
        errors.notNegative(SPEC.child("leaseTransitions"), lease.spec().leaseTransitions());
        return errors.list();
    }

    static List<FieldError> storageClass(StorageClass storageClass) {
        var errors = new FieldErrors();
        if (storageClass.provisioner().isEmpty()) {
            errors.required(FieldPath.of("provisioner"), "");
        }
        errors.oneOf(
                FieldPath.of("reclaimPolicy"),
                storageClass.reclaimPolicy(),
                List.of("Delete", "Retain"));
        errors.oneOf(
                FieldPath.of("volumeBindingMode"),
                storageClass.volumeBindingMode(),
                List.of("Immediate", "WaitForFirstConsumer"));
        return errors.list();
    }

    static List<FieldError> storageClassUpdate(StorageClass now, StorageClass old) {
        return new FieldErrors()
                .immutable(FieldPath.of("parameters"), now.parameters(), old.parameters())
                .immutable(FieldPath.of("provisioner"), now.provisioner(), old.provisioner())
                .immutable(FieldPath.of("reclaimPolicy"), now.reclaimPolicy(), old.reclaimPolicy())
                .immutable(
                        FieldPath.of("volumeBindingMode"),
                        now.volumeBindingMode(),
                        old.volumeBindingMode())
                .list();
    }

    static List<FieldError> budget(PodDisruptionBudget budget) {
        var errors = new FieldErrors();
        var spec = budget.spec();
        if (spec.minAvailable() != null && spec.maxUnavailable() != null) {
            errors.invalid(SPEC, shown(spec), "minAvailable and maxUnavailable cannot be both set");
        }
        WorkloadRules.share(spec.minAvailable(), SPEC.child("minAvailable"), errors);
        WorkloadRules.notMoreThanAll(spec.minAvailable(), SPEC.child("minAvailable"), errors);
        WorkloadRules.share(spec.maxUnavailable(), SPEC.child("maxUnavailable"), errors);
        WorkloadRules.notMoreThanAll(spec.maxUnavailable(), SPEC.child("maxUnavailable"), errors);
        SelectorRules.check(spec.selector(), SPEC.child("selector"), errors);
        var policy = spec.unhealthyPodEvictionPolicy();
        if (policy != null) {
            errors.oneOf(
                    SPEC.child("unhealthyPodEvictionPolicy"),
                    policy,
                    List.of("AlwaysAllow", "IfHealthyBudget"));
        }
        return errors.list();
    }

    /// The spec as Go prints it, whose internal type has no JSON names.
    private static Object shown(PodDisruptionBudgetSpec spec) {
        var policy = spec.unhealthyPodEvictionPolicy();
        return new FieldError.Written(
                "{\"MinAvailable\":"
                        + GoText.json(spec.minAvailable())
                        + ",\"Selector\":"
                        + ((FieldError.Written) SelectorRules.shown(spec.selector())).json()
                        + ",\"MaxUnavailable\":"
                        + GoText.json(spec.maxUnavailable())
                        + ",\"UnhealthyPodEvictionPolicy\":"
                        + GoText.json(policy)
                        + "}");
    }

    static List<FieldError> autoscaler(HorizontalPodAutoscaler autoscaler) {
        var errors = new FieldErrors();
        var spec = autoscaler.spec();
        var least = spec.minReplicas();
        if (least != null && least < 1) {
            errors.invalid(SPEC.child("minReplicas"), least, "must be greater than or equal to 1");
        }
        if (spec.maxReplicas() < 1) {
            if (spec.maxReplicas() == 0) {
                errors.required(SPEC.child("maxReplicas"), "must be set and greater than 0");
            } else {
                errors.invalid(
                        SPEC.child("maxReplicas"),
                        spec.maxReplicas(),
                        "must be greater than or equal to 1");
            }
        }
        if (least != null && spec.maxReplicas() < least) {
            errors.invalid(
                    SPEC.child("maxReplicas"),
                    spec.maxReplicas(),
                    "must be greater than or equal to `minReplicas`");
        }
        if (spec.scaleTargetRef().kind().isEmpty()) {
            errors.required(SPEC.child("scaleTargetRef", "kind"), "");
        }
        if (spec.scaleTargetRef().name().isEmpty()) {
            errors.required(SPEC.child("scaleTargetRef", "name"), "");
        }
        return errors.list();
    }

    static List<FieldError> runtimeClass(RuntimeClass runtimeClass) {
        var errors = new FieldErrors();
        var handler = FieldPath.of("handler");
        if (runtimeClass.handler().isEmpty()) {
            errors.required(handler, "");
        } else {
            errors.invalidEach(
                    handler, runtimeClass.handler(), Names.label(runtimeClass.handler()));
        }
        var overhead = runtimeClass.overhead();
        if (overhead != null) {
            ResourceRules.overhead(overhead.podFixed(), FieldPath.of("overhead"), errors);
        }
        var scheduling = runtimeClass.scheduling();
        if (scheduling != null) {
            var path = FieldPath.of("scheduling");
            SelectorRules.labels(scheduling.nodeSelector(), path.child("nodeSelector"), errors);
            PlacementRules.tolerations(scheduling.tolerations(), path.child("tolerations"), errors);
        }
        return errors.list();
    }

    static List<FieldError> runtimeClassUpdate(RuntimeClass now, RuntimeClass old) {
        return new FieldErrors()
                .immutable(FieldPath.of("handler"), now.handler(), old.handler())
                .list();
    }
}
