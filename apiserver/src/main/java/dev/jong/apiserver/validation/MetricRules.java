package dev.jong.apiserver.validation;

import dev.jong.api.Quantity;
import dev.jong.api.autoscaling.v2.ContainerResourceMetricSource;
import dev.jong.api.autoscaling.v2.ExternalMetricSource;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerSpec;
import dev.jong.api.autoscaling.v2.MetricIdentifier;
import dev.jong.api.autoscaling.v2.MetricSpec;
import dev.jong.api.autoscaling.v2.MetricTarget;
import dev.jong.api.autoscaling.v2.ObjectMetricSource;
import dev.jong.api.autoscaling.v2.PodsMetricSource;
import dev.jong.api.autoscaling.v2.ResourceMetricSource;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a HorizontalPodAutoscaler measures: each metric has the source that its type names, and no
/// other.
final class MetricRules {
    private static final FieldPath METRICS = FieldPath.of("spec", "metrics");
    private static final List<String> TYPES =
            List.of("ContainerResource", "External", "Object", "Pods", "Resource");
    private static final Map<String, String> FIELDS =
            Map.of(
                    "ContainerResource", "containerResource",
                    "External", "external",
                    "Object", "object",
                    "Pods", "pods",
                    "Resource", "resource");
    private static final List<String> TARGETS = List.of("Utilization", "Value", "AverageValue");

    private MetricRules() {}

    /// @param versioned whether the version of a described object must be one
    static void all(HorizontalPodAutoscalerSpec spec, boolean versioned, FieldErrors errors) {
        boolean fromOutside = false;
        for (int i = 0; i < spec.metrics().size(); i++) {
            var metric = spec.metrics().get(i);
            check(metric, METRICS.index(i), versioned, errors);
            fromOutside |= metric.type().equals("Object") || metric.type().equals("External");
        }
        if (Objects.equals(spec.minReplicas(), 0) && !fromOutside) {
            errors.forbidden(
                    METRICS,
                    "must specify at least one Object or External metric to support scaling to zero replicas");
        }
    }

    static boolean versionsFit(HorizontalPodAutoscalerSpec spec) {
        return spec.metrics().stream()
                .map(MetricSpec::object)
                .filter(Objects::nonNull)
                .allMatch(source ->
                        AutoscalerRules.isVersion(
                                Objects.requireNonNullElse(
                                        source.describedObject().apiVersion(), "")));
    }

    private static void check(
            MetricSpec metric, FieldPath path, boolean versioned, FieldErrors errors) {
        var type = metric.type();
        if (type.isEmpty()) {
            errors.required(path.child("type"), "must specify a metric source type");
        }
        var sources = sources(metric, path, versioned, errors);
        sources.values().stream().findFirst().ifPresent(Runnable::run);
        var expected = FIELDS.get(type);
        if (expected == null) {
            errors.notSupported(path.child("type"), type, TYPES);
        } else if (!sources.containsKey(expected)) {
            errors.required(
                    path.child(expected), "must populate information for the given metric source");
        }
        if (sources.size() != 1) {
            sources.keySet().stream()
                    .filter(field -> !field.equals(expected))
                    .forEach(field ->
                            errors.forbidden(
                                    path.child(field),
                                    "must populate the given metric source only"));
        }
    }

    /// The sources that are there, in upstream's order, with the check of each: only the first is
    /// looked into.
    private static Map<String, Runnable> sources(
            MetricSpec metric, FieldPath path, boolean versioned, FieldErrors errors) {
        var found = new LinkedHashMap<String, Runnable>();
        var object = metric.object();
        if (object != null) {
            found.put("object", () -> object(object, path.child("object"), versioned, errors));
        }
        var external = metric.external();
        if (external != null) {
            found.put("external", () -> external(external, path.child("external"), errors));
        }
        var pods = metric.pods();
        if (pods != null) {
            found.put("pods", () -> pods(pods, path.child("pods"), errors));
        }
        var resource = metric.resource();
        if (resource != null) {
            found.put("resource", () -> resource(resource, path.child("resource"), errors));
        }
        var container = metric.containerResource();
        if (container != null) {
            found.put(
                    "containerResource",
                    () -> container(container, path.child("containerResource"), errors));
        }
        return found;
    }

    private static void object(
            ObjectMetricSource source, FieldPath path, boolean versioned, FieldErrors errors) {
        var described = path.child("describedObject");
        AutoscalerRules.reference(source.describedObject(), described, errors);
        if (versioned) {
            AutoscalerRules.version(source.describedObject(), true, described, errors);
        }
        metric(source.metric(), path.child("metric"), errors);
        target(source.target(), path.child("target"), errors);
        if (source.target().value() == null && source.target().averageValue() == null) {
            errors.required(
                    path.child("target", "averageValue"),
                    "must set either a target value or averageValue");
        }
    }

    private static void external(ExternalMetricSource source, FieldPath path, FieldErrors errors) {
        metric(source.metric(), path.child("metric"), errors);
        var target = source.target();
        target(target, path.child("target"), errors);
        if (target.value() == null && target.averageValue() == null) {
            errors.required(
                    path.child("target", "averageValue"),
                    "must set either a target value for metric or a per-pod target");
        }
        if (target.value() != null && target.averageValue() != null) {
            errors.forbidden(
                    path.child("target", "value"),
                    "may not set both a target value for metric and a per-pod target");
        }
    }

    private static void pods(PodsMetricSource source, FieldPath path, FieldErrors errors) {
        metric(source.metric(), path.child("metric"), errors);
        target(source.target(), path.child("target"), errors);
        if (source.target().averageValue() == null) {
            errors.required(
                    path.child("target", "averageValue"),
                    "must specify a positive target averageValue");
        }
    }

    private static void resource(ResourceMetricSource source, FieldPath path, FieldErrors errors) {
        if (source.name().isEmpty()) {
            errors.required(path.child("name"), "must specify a resource name");
        }
        amount(source.target(), path.child("target"), errors);
    }

    private static void container(
            ContainerResourceMetricSource source, FieldPath path, FieldErrors errors) {
        if (source.name().isEmpty()) {
            errors.required(path.child("name"), "must specify a resource name");
        } else {
            ResourceRules.containerResource(source.name(), path.child("name"), errors);
        }
        if (source.container().isEmpty()) {
            errors.required(path.child("container"), "must specify a container");
        } else {
            errors.invalidEach(
                    path.child("container"), source.container(), Names.label(source.container()));
        }
        amount(source.target(), path.child("target"), errors);
    }

    /// The target of a resource: raw or a share of what was requested.
    private static void amount(MetricTarget target, FieldPath path, FieldErrors errors) {
        target(target, path, errors);
        if (target.averageUtilization() == null && target.averageValue() == null) {
            errors.required(
                    path.child("averageUtilization"),
                    "must set either a target raw value or a target utilization");
        }
        if (target.averageUtilization() != null && target.averageValue() != null) {
            errors.forbidden(
                    path.child("averageValue"),
                    "may not set both a target raw value and a target utilization");
        }
    }

    private static void target(MetricTarget target, FieldPath path, FieldErrors errors) {
        if (target.type().isEmpty()) {
            errors.required(path.child("type"), "must specify a metric target type");
        }
        if (!TARGETS.contains(target.type())) {
            errors.invalid(
                    path.child("type"),
                    target.type(),
                    "must be either Utilization, Value, or AverageValue");
        }
        positive(target.value(), path.child("value"), errors);
        positive(target.averageValue(), path.child("averageValue"), errors);
        var share = target.averageUtilization();
        if (share != null && share < 1) {
            errors.invalid(path.child("averageUtilization"), share, "must be greater than 0");
        }
    }

    private static void positive(@Nullable Quantity amount, FieldPath path, FieldErrors errors) {
        if (amount != null && amount.signum() <= 0) {
            errors.invalid(path, amount.toString(), "must be positive");
        }
    }

    private static void metric(MetricIdentifier metric, FieldPath path, FieldErrors errors) {
        if (metric.name().isEmpty()) {
            errors.required(path.child("name"), "must specify a metric name");
        } else {
            errors.invalidEach(path.child("name"), metric.name(), Names.pathSegment(metric.name()));
        }
    }
}
