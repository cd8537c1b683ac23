package dev.jong.controllers.podautoscaler;

import dev.jong.api.Quantity;
import dev.jong.api.autoscaling.v2.ContainerResourceMetricStatus;
import dev.jong.api.autoscaling.v2.ExternalMetricSource;
import dev.jong.api.autoscaling.v2.ExternalMetricStatus;
import dev.jong.api.autoscaling.v2.MetricIdentifier;
import dev.jong.api.autoscaling.v2.MetricSpec;
import dev.jong.api.autoscaling.v2.MetricStatus;
import dev.jong.api.autoscaling.v2.MetricTarget;
import dev.jong.api.autoscaling.v2.MetricValueStatus;
import dev.jong.api.autoscaling.v2.ObjectMetricSource;
import dev.jong.api.autoscaling.v2.ObjectMetricStatus;
import dev.jong.api.autoscaling.v2.PodsMetricSource;
import dev.jong.api.autoscaling.v2.PodsMetricStatus;
import dev.jong.api.autoscaling.v2.ResourceMetricStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.controllers.pod.PodState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Asks for one metric after the other how many replicas it wants.
final class MetricProposals {
    private final MetricsApi metrics;
    private final ScaleTarget targets;

    MetricProposals(MetricsApi metrics, ScaleTarget targets) {
        this.metrics = metrics;
        this.targets = targets;
    }

    /// What is scaled.
    ///
    /// @param replicas that its spec asks for
    /// @param counted that its status tells
    /// @param selector of its Pods, as its scale gives it
    record Workload(
            String namespace,
            int replicas,
            int counted,
            String selector,
            List<Pod> pods,
            ReplicaCount.Tolerance tolerance) {}

    /// An answer.
    ///
    /// @param name of the metric, for messages
    record Proposal(int replicas, String name, MetricStatus status) {}

    /// Texts for failures are upstream's.
    ///
    /// @throws Failed with why there is none
    Proposal of(MetricSpec metric, Workload workload, Instant now) {
        try {
            var object = metric.object();
            var pods = metric.pods();
            var external = metric.external();
            if (object != null) {
                return object(object, workload);
            }
            if (pods != null) {
                return pods(pods, workload, now);
            }
            return external == null
                    ? resource(metric, workload, now)
                    : external(external, workload);
        } catch (MetricsUnavailable | ApiException e) {
            throw new Failed(reason(metric), doing(metric), e);
        }
    }

    /// A metric that gave no answer.
    static final class Failed extends RuntimeException {
        private final String reason;
        private final String detail;

        Failed(String reason, String doing, RuntimeException cause) {
            super(doing + ": " + cause.getMessage(), cause);
            this.reason = reason;
            this.detail = String.valueOf(cause.getMessage());
        }

        /// Of the condition and the Event: `FailedGetResourceMetric`.
        String reason() {
            return reason;
        }

        /// What went wrong, without what was being done.
        String detail() {
            return detail;
        }
    }

    private static String reason(MetricSpec metric) {
        return switch (metric.type()) {
            case "Object" -> "FailedGetObjectMetric";
            case "Pods" -> "FailedGetPodsMetric";
            case "Resource" -> "FailedGetResourceMetric";
            case "ContainerResource" -> "FailedGetContainerResourceMetric";
            case "External" -> "FailedGetExternalMetric";
            default -> "InvalidMetricSourceType";
        };
    }

    private static String doing(MetricSpec metric) {
        var resource = metric.resource();
        var container = metric.containerResource();
        var external = metric.external();
        if (resource != null) {
            return "failed to get " + resource.name() + " resource metric value";
        }
        if (container != null) {
            return "failed to get " + container.container() + " container metric value";
        }
        return external != null
                ? "failed to get " + external.metric().name() + " external metric value"
                : "failed to get " + (metric.pods() == null ? "object" : "pods") + " metric value";
    }

    private Proposal resource(MetricSpec metric, Workload workload, Instant now) {
        var resource = metric.resource();
        var container = metric.containerResource();
        if (resource != null) {
            var counted = resource(resource.name(), "", resource.target(), workload, now);
            return new Proposal(
                    counted.replicas(),
                    resource.target().averageValue() != null
                            ? resource.name() + " resource"
                            : resource.name() + " resource utilization (percentage of request)",
                    status(metric)
                            .withResource(
                                    new ResourceMetricStatus(
                                            resource.name(), value(resource.name(), counted))));
        }
        if (container == null) {
            throw new MetricsUnavailable("unknown metric source type \"" + metric.type() + "\"");
        }
        var counted =
                resource(
                        container.name(), container.container(), container.target(), workload, now);
        return new Proposal(
                counted.replicas(),
                container.target().averageValue() != null
                        ? container.name() + " resource"
                        : container.name()
                                + " container resource utilization (percentage of request)",
                status(metric)
                        .withContainerResource(
                                new ContainerResourceMetricStatus(
                                        container.name(),
                                        value(container.name(), counted),
                                        container.container())));
    }

    private ReplicaCount resource(
            String name, String container, MetricTarget target, Workload workload, Instant now) {
        var average = target.averageValue();
        var percent = target.averageUtilization();
        if (average == null && percent == null) {
            throw new MetricsUnavailable(
                    "invalid resource metric source: neither an average utilization target nor an"
                            + " average value (usage) target was set");
        }
        try {
            var samples = samples(name, container, workload);
            var pods = PodGroups.of(workload.pods, samples, name.equals("cpu"), now);
            return average != null
                    ? ReplicaCount.ofAverage(
                            workload.replicas, average.milliValue(), workload.tolerance, pods)
                    : ReplicaCount.ofUtilization(
                            workload.replicas,
                            Objects.requireNonNull(percent),
                            workload.tolerance,
                            pods,
                            PodGroups.requests(workload.pods, container, name));
        } catch (MetricsUnavailable e) {
            throw new MetricsUnavailable(
                    "failed to get " + name + (average != null ? " usage" : " utilization"), e);
        }
    }

    private Map<String, MetricsApi.Sample> samples(
            String name, String container, Workload workload) {
        try {
            return metrics.resource(name, workload.namespace, workload.selector, container);
        } catch (MetricsUnavailable e) {
            throw new MetricsUnavailable("unable to get metrics for resource " + name, e);
        }
    }

    private static MetricValueStatus value(String resource, ReplicaCount counted) {
        var format =
                resource.equals("memory") ? Quantity.Format.BINARY_SI : Quantity.Format.DECIMAL_SI;
        return MetricValueStatus.builder()
                .averageUtilization(counted.utilization())
                .averageValue(Quantity.of(BigDecimal.valueOf(counted.usage(), 3), format))
                .build();
    }

    private Proposal pods(PodsMetricSource source, Workload workload, Instant now) {
        var target = Objects.requireNonNullElse(source.target().averageValue(), Quantity.ZERO);
        var name = source.metric().name();
        ReplicaCount counted;
        try {
            var samples =
                    metrics.pods(
                            name, workload.namespace, workload.selector, selector(source.metric()));
            counted =
                    ReplicaCount.ofAverage(
                            workload.replicas,
                            target.milliValue(),
                            workload.tolerance,
                            PodGroups.of(workload.pods, samples, false, now));
        } catch (MetricsUnavailable e) {
            throw new MetricsUnavailable("unable to get metric " + name, e);
        }
        return new Proposal(
                counted.replicas(),
                "pods metric " + name,
                status("Pods")
                        .withPods(new PodsMetricStatus(source.metric(), average(counted.usage()))));
    }

    private Proposal object(ObjectMetricSource source, Workload workload) {
        var target = source.target();
        var value = target.value();
        var share = target.averageValue();
        var name = source.metric().name();
        var object = source.describedObject();
        if (value == null && share == null) {
            throw new MetricsUnavailable(
                    "invalid object metric source: neither a value target nor an average value"
                            + " target was set");
        }
        long seen;
        try {
            seen =
                    metrics.object(
                            name,
                            workload.namespace,
                            targets.resource(object),
                            object.name(),
                            selector(source.metric()));
        } catch (MetricsUnavailable e) {
            throw new MetricsUnavailable(
                    "unable to get metric "
                            + name
                            + ": "
                            + object.kind()
                            + " on "
                            + workload.namespace
                            + " "
                            + object.name(),
                    e);
        }
        var counted = counted(seen, target, workload);
        return new Proposal(
                counted.replicas(),
                value != null
                        ? object.kind() + " metric " + name
                        : "external metric " + described(source.metric()),
                status("Object")
                        .withObject(
                                new ObjectMetricStatus(
                                        source.metric(),
                                        value != null
                                                ? whole(counted.usage())
                                                : average(counted.usage()),
                                        object)));
    }

    private Proposal external(ExternalMetricSource source, Workload workload) {
        var target = source.target();
        var name = source.metric().name();
        if (target.value() == null && target.averageValue() == null) {
            throw new MetricsUnavailable(
                    "invalid external metric source: neither a value target nor an average value"
                            + " target was set");
        }
        long seen;
        try {
            seen =
                    ReplicaCount.sum(
                            metrics.external(name, workload.namespace, selector(source.metric())));
        } catch (MetricsUnavailable e) {
            throw new MetricsUnavailable(
                    "unable to get external metric "
                            + workload.namespace
                            + "/"
                            + name
                            + "/"
                            + (selector(source.metric()).isEmpty()
                                    ? "nil"
                                    : selector(source.metric())),
                    e);
        }
        var counted = counted(seen, target, workload);
        return new Proposal(
                counted.replicas(),
                "external metric " + described(source.metric()),
                status("External")
                        .withExternal(
                                new ExternalMetricStatus(
                                        source.metric(),
                                        target.averageValue() != null
                                                ? average(counted.usage())
                                                : whole(counted.usage()))));
    }

    private static ReplicaCount counted(long seen, MetricTarget target, Workload workload) {
        var share = target.averageValue();
        if (share != null) {
            return ReplicaCount.ofShare(
                    workload.counted, seen, share.milliValue(), workload.tolerance);
        }
        int ready =
                (int)
                        workload.pods.stream()
                                .filter(pod -> PodState.phase(pod).equals("Running"))
                                .filter(PodState::isReady)
                                .count();
        var value = Objects.requireNonNullElse(target.value(), Quantity.ZERO);
        return ReplicaCount.ofValue(
                workload.replicas, seen, value.milliValue(), workload.tolerance, ready);
    }

    private static MetricStatus status(MetricSpec metric) {
        return status(metric.type());
    }

    private static MetricStatus status(String type) {
        return MetricStatus.EMPTY.toBuilder().type(type).build();
    }

    private static MetricValueStatus average(long milli) {
        return MetricValueStatus.EMPTY.withAverageValue(Quantity.ofMilli(milli));
    }

    private static MetricValueStatus whole(long milli) {
        return MetricValueStatus.EMPTY.withValue(Quantity.ofMilli(milli));
    }

    private static String selector(MetricIdentifier metric) {
        return metric.selector() == null ? "" : LabelSelectors.of(metric.selector()).toString();
    }

    private static String described(MetricIdentifier metric) {
        var selector = selector(metric);
        return metric.name() + "(" + (selector.isEmpty() ? "nil" : selector) + ")";
    }
}
