package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.NodeAddress;
import dev.jong.api.core.v1.Taint;
import dev.jong.api.core.v1.Toleration;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.net.Cidr;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.api.policy.v1.PodDisruptionBudget;
import dev.jong.api.policy.v1.PodDisruptionBudgetSpec;
import dev.jong.api.scheduling.v1.PriorityClass;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Nodes, claims, quotas, classes, budgets: what the cluster's operation rests on.
public final class ClusterRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final long HIGHEST_USER_PRIORITY = 1_000_000_000;

    private static final int LONGEST_FEATURE = 253;
    private static final Pattern FEATURE =
            Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*");

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
                errors.add(
                        FieldError.duplicate(
                                at, shown(taint), "taints must be unique by key and effect pair"));
            }
        }
        amounts(node, errors);
        features(node, errors);
        var cidrs = node.spec().podCidrs();
        var path = SPEC.child("podCIDRs");
        for (int i = 0; i < cidrs.size(); i++) {
            errors.invalidEach(path.index(i), cidrs.get(i), Cidr.strictly(cidrs.get(i)));
        }
        if (cidrs.size() > 1) {
            unreadable(cidrs)
                    .ifPresent(index ->
                            errors.add(
                                    FieldError.internal(
                                            path,
                                            "invalid PodCIDRs. failed to check with dual stack with"
                                                    + " error:invalid CIDR["
                                                    + index
                                                    + "]: <nil> (invalid CIDR address: "
                                                    + cidrs.get(index)
                                                    + ")")));
        }
        if (cidrs.size() > 2 || cidrs.size() == 2 && sameFamily(cidrs.get(0), cidrs.get(1))) {
            errors.invalid(path, cidrs, "may specify no more than one CIDR for each IP family");
        }
        return errors.list();
    }

    private static void features(Node node, FieldErrors errors) {
        var features = node.status().declaredFeatures();
        var path = FieldPath.of("status", "declaredFeatures");
        for (int i = 0; i < features.size(); i++) {
            var feature = features.get(i);
            if (feature.length() > LONGEST_FEATURE) {
                errors.invalid(
                        path.index(i),
                        feature,
                        "invalid feature name "
                                + GoText.quote(feature)
                                + ": must be no more than 253 characters");
            } else if (!FEATURE.matcher(feature).matches()) {
                errors.invalid(
                        path.index(i),
                        feature,
                        "invalid feature name "
                                + GoText.quote(feature)
                                + ": must start with an UpperCamelCase segment, with subsequent"
                                + " segments separated by '/' (e.g., MyFeature or"
                                + " MyFeature/mySubFeature), and contain only alphanumeric"
                                + " characters and slashes");
            }
            if (i > 0 && features.get(i - 1).equals(feature)) {
                errors.duplicate(path.index(i), feature);
            } else if (i > 0 && features.get(i - 1).compareTo(feature) > 0) {
                errors.invalid(path.index(i), feature, "list must be sorted alphabetically");
            }
        }
    }

    /// As Go shows its internal type.
    private static FieldError.Written shown(Taint taint) {
        return new FieldError.Written(
                "{\"Key\":"
                        + GoText.quote(taint.key())
                        + ",\"Value\":"
                        + GoText.quote(Objects.requireNonNullElse(taint.value(), ""))
                        + ",\"Effect\":"
                        + GoText.quote(taint.effect())
                        + ",\"TimeAdded\":"
                        + (taint.timeAdded() == null ? "null" : "\"" + taint.timeAdded() + "\"")
                        + "}");
    }

    private static Optional<Integer> unreadable(List<String> cidrs) {
        return IntStream.range(0, cidrs.size())
                .boxed()
                .filter(index -> Cidr.parse(cidrs.get(index)).isEmpty())
                .findFirst();
    }

    private static boolean sameFamily(String cidr, String other) {
        return (cidr.indexOf(':') >= 0) == (other.indexOf(':') >= 0);
    }

    private static void amounts(Node node, FieldErrors errors) {
        var status = FieldPath.of("status");
        node.status()
                .capacity()
                .forEach((name, amount) ->
                        ResourceRules.quantity(
                                name, amount, status.child("capacity", name), errors));
        node.status()
                .allocatable()
                .forEach((name, amount) ->
                        ResourceRules.quantity(
                                name, amount, status.child("allocatable", name), errors));
    }

    /// What is wrong with a new status.
    public static List<FieldError> nodeStatus(Node now, Node old) {
        var errors = new FieldErrors();
        amounts(now, errors);
        features(now, errors);
        var seen = new HashSet<NodeAddress>();
        for (int i = 0; i < now.status().addresses().size(); i++) {
            var address = now.status().addresses().get(i);
            if (!seen.add(address)) {
                errors.duplicate(
                        FieldPath.of("status", "addresses").index(i),
                        new FieldError.Written(
                                "{\"Type\":"
                                        + GoText.json(address.type())
                                        + ",\"Address\":"
                                        + GoText.json(address.address())
                                        + "}"));
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
        if (!Objects.equals(now.spec().externalId(), old.spec().externalId())) {
            errors.forbidden(SPEC.child("externalID"), "may not be updated");
        }
        return errors.list();
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
        errors.known(
                SPEC.child("unhealthyPodEvictionPolicy"),
                spec.unhealthyPodEvictionPolicy(),
                List.of("AlwaysAllow", "IfHealthyBudget"));
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
            var seen = new HashSet<Toleration>();
            for (int i = 0; i < scheduling.tolerations().size(); i++) {
                var toleration = scheduling.tolerations().get(i);
                if (!seen.add(toleration.withTolerationSeconds(null))) {
                    errors.duplicate(path.child("tolerations").index(i), shown(toleration));
                }
            }
        }
        return errors.list();
    }

    /// A toleration as Go prints it, whose internal type has no JSON names.
    private static FieldError.Written shown(Toleration toleration) {
        return new FieldError.Written(
                "{\"Key\":"
                        + quoted(toleration.key())
                        + ",\"Operator\":"
                        + quoted(toleration.operator())
                        + ",\"Value\":"
                        + quoted(toleration.value())
                        + ",\"Effect\":"
                        + quoted(toleration.effect())
                        + ",\"TolerationSeconds\":"
                        + GoText.json(toleration.tolerationSeconds())
                        + "}");
    }

    private static String quoted(@Nullable String text) {
        return GoText.json(text == null ? "" : text);
    }

    static List<FieldError> runtimeClassUpdate(RuntimeClass now, RuntimeClass old) {
        return new FieldErrors()
                .immutable(FieldPath.of("handler"), now.handler(), old.handler())
                .list();
    }
}
