package dev.jong.apiserver.resources.autoscaling;

import dev.jong.api.autoscaling.v1.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v2.CrossVersionObjectReference;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerSpec;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerStatus;
import dev.jong.api.autoscaling.v2.MetricSpec;
import dev.jong.api.autoscaling.v2.MetricStatus;
import dev.jong.api.autoscaling.v2.MetricTarget;
import dev.jong.api.autoscaling.v2.MetricValueStatus;
import dev.jong.api.autoscaling.v2.ResourceMetricSource;
import dev.jong.api.autoscaling.v2.ResourceMetricStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Between autoscaling/v1, which knows nothing but CPU utilization, and v2. The rest is carried in
/// annotations, see [CarriedFields].
final class AutoscalerConversion {
    private AutoscalerConversion() {}

    static dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler toStored(
            HorizontalPodAutoscaler scaler) {
        var spec = scaler.spec();
        var status = scaler.status();
        var target = spec.scaleTargetRef();
        return CarriedFields.unpacked(
                dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler.EMPTY
                        .withMetadata(scaler.metadata())
                        .withSpec(
                                HorizontalPodAutoscalerSpec.EMPTY.toBuilder()
                                        .scaleTargetRef(
                                                new CrossVersionObjectReference(
                                                        target.kind(),
                                                        target.name(),
                                                        target.apiVersion()))
                                        .minReplicas(spec.minReplicas())
                                        .maxReplicas(spec.maxReplicas())
                                        .metrics(cpuSpec(spec.targetCpuUtilizationPercentage()))
                                        .build())
                        .withStatus(
                                HorizontalPodAutoscalerStatus.EMPTY.toBuilder()
                                        .observedGeneration(status.observedGeneration())
                                        .lastScaleTime(status.lastScaleTime())
                                        .currentReplicas(status.currentReplicas())
                                        .desiredReplicas(status.desiredReplicas())
                                        .currentMetrics(
                                                cpuStatus(status.currentCpuUtilizationPercentage()))
                                        .build()));
    }

    static HorizontalPodAutoscaler fromStored(
            dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler scaler) {
        var spec = scaler.spec();
        var status = scaler.status();
        var target = spec.scaleTargetRef();
        return HorizontalPodAutoscaler.EMPTY
                .withMetadata(scaler.metadata().withAnnotations(CarriedFields.carried(scaler)))
                .withSpec(
                        new dev.jong.api.autoscaling.v1.HorizontalPodAutoscalerSpec(
                                new dev.jong.api.autoscaling.v1.CrossVersionObjectReference(
                                        target.kind(), target.name(), target.apiVersion()),
                                spec.minReplicas(),
                                spec.maxReplicas(),
                                cpuTarget(spec.metrics())))
                .withStatus(
                        new dev.jong.api.autoscaling.v1.HorizontalPodAutoscalerStatus(
                                status.observedGeneration(),
                                status.lastScaleTime(),
                                status.currentReplicas(),
                                status.desiredReplicas(),
                                cpuNow(status.currentMetrics())));
    }

    private static List<MetricSpec> cpuSpec(@Nullable Integer percent) {
        if (percent == null) {
            return List.of();
        }
        var target =
                MetricTarget.EMPTY.toBuilder()
                        .type("Utilization")
                        .averageUtilization(percent)
                        .build();
        return List.of(
                MetricSpec.EMPTY.toBuilder()
                        .type("Resource")
                        .resource(new ResourceMetricSource("cpu", target))
                        .build());
    }

    private static List<MetricStatus> cpuStatus(@Nullable Integer percent) {
        if (percent == null) {
            return List.of();
        }
        var current = MetricValueStatus.EMPTY.withAverageUtilization(percent);
        return List.of(
                MetricStatus.EMPTY.toBuilder()
                        .type("Resource")
                        .resource(new ResourceMetricStatus("cpu", current))
                        .build());
    }

    private static @Nullable Integer cpuTarget(List<MetricSpec> metrics) {
        for (var metric : metrics) {
            var resource = metric.resource();
            if (resource != null && CarriedFields.isCpuPercent(metric)) {
                return resource.target().averageUtilization();
            }
        }
        return null;
    }

    private static @Nullable Integer cpuNow(List<MetricStatus> metrics) {
        for (var metric : metrics) {
            var resource = metric.resource();
            if (resource != null && resource.name().equals("cpu")) {
                return resource.current().averageUtilization();
            }
        }
        return null;
    }
}
