package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.autoscaling.v2.HPAScalingPolicy;
import dev.jong.api.autoscaling.v2.HPAScalingRules;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import dev.jong.api.autoscaling.v2.MetricSpec;
import dev.jong.api.autoscaling.v2.MetricTarget;
import dev.jong.api.autoscaling.v2.ResourceMetricSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a HorizontalPodAutoscaler scales that does not say otherwise.
final class AutoscalingDefaults {
    private static final HPAScalingRules UP =
            new HPAScalingRules(
                    0,
                    "Max",
                    List.of(
                            new HPAScalingPolicy("Pods", 4, 15),
                            new HPAScalingPolicy("Percent", 100, 15)),
                    null);
    private static final HPAScalingRules DOWN =
            new HPAScalingRules(
                    null, "Max", List.of(new HPAScalingPolicy("Percent", 100, 15)), null);

    /// Four fifths of the cpu that Pods request.
    private static final MetricSpec CPU =
            MetricSpec.builder()
                    .type("Resource")
                    .resource(
                            new ResourceMetricSource(
                                    "cpu", new MetricTarget("Utilization", null, null, 80)))
                    .build();

    private AutoscalingDefaults() {}

    static HorizontalPodAutoscaler apply(HorizontalPodAutoscaler autoscaler) {
        return autoscaler.mapSpec(spec ->
                spec.toBuilder()
                        .minReplicas(requireNonNullElse(spec.minReplicas(), 1))
                        .metrics(spec.metrics().isEmpty() ? List.of(CPU) : spec.metrics())
                        .behavior(behavior(spec.behavior()))
                        .build());
    }

    private static @Nullable HorizontalPodAutoscalerBehavior behavior(
            @Nullable HorizontalPodAutoscalerBehavior behavior) {
        return behavior == null
                ? null
                : new HorizontalPodAutoscalerBehavior(
                        rules(behavior.scaleUp(), UP), rules(behavior.scaleDown(), DOWN));
    }

    private static HPAScalingRules rules(
            @Nullable HPAScalingRules rules, HPAScalingRules standard) {
        if (rules == null) {
            return standard;
        }
        var window = rules.stabilizationWindowSeconds();
        return new HPAScalingRules(
                window == null ? standard.stabilizationWindowSeconds() : window,
                rules.selectPolicy() == null ? standard.selectPolicy() : rules.selectPolicy(),
                rules.policies().isEmpty() ? standard.policies() : rules.policies(),
                rules.tolerance());
    }
}
