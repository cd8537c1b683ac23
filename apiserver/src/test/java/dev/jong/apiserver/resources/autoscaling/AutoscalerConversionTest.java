package dev.jong.apiserver.resources.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.jong.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AutoscalerConversionTest {
    private static final String RICH =
            """
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler",
             "metadata":{"name":"web","annotations":{"mine":"kept"}},
             "spec":{"maxReplicas":5,"scaleTargetRef":{"kind":"Deployment","name":"web"},
              "metrics":[
               {"type":"Resource","resource":{"name":"memory",
                "target":{"type":"AverageValue","averageValue":"10Mi"}}},
               {"type":"ContainerResource","containerResource":{"name":"cpu","container":"app",
                "target":{"type":"Utilization","averageUtilization":70}}},
               {"type":"Pods","pods":{"metric":{"name":"rate","selector":{"matchLabels":{"a":"b"}}},
                "target":{"type":"AverageValue","averageValue":"3"}}},
               {"type":"Object","object":{"describedObject":{"kind":"Ingress","name":"in"},
                "metric":{"name":"hits"},"target":{"type":"AverageValue","averageValue":"4"}}},
               {"type":"External","external":{"metric":{"name":"queue"},
                "target":{"type":"Value","value":"30"}}},
               {"type":"Resource","resource":{"name":"cpu",
                "target":{"type":"Utilization","averageUtilization":50}}}],
              "behavior":{"scaleDown":{"stabilizationWindowSeconds":60,"selectPolicy":"Min",
               "policies":[{"type":"Percent","value":10,"periodSeconds":30}]}}},
             "status":{"currentReplicas":2,"desiredReplicas":3,
              "currentMetrics":[{"type":"Resource","resource":{"name":"cpu",
               "current":{"averageUtilization":40,"averageValue":"20m"}}}],
              "conditions":[{"type":"AbleToScale","status":"True","reason":"ReadyForNewScale",
               "lastTransitionTime":"2026-01-01T00:00:00Z","message":"fine"}]}}
            """;

    @Test
    void aClientOfTheOldVersionLosesNothing() {
        var rich =
                Json.read(
                        Json.parse(RICH.getBytes(StandardCharsets.UTF_8)),
                        HorizontalPodAutoscaler.KIND.codec());

        var old = AutoscalerConversion.fromStored(rich);
        var back = AutoscalerConversion.toStored(old);

        assertThat(old.spec().targetCpuUtilizationPercentage()).isEqualTo(50);
        assertThat(old.metadata().annotations())
                .containsEntry("mine", "kept")
                .containsKeys(
                        "autoscaling.alpha.kubernetes.io/metrics",
                        "autoscaling.alpha.kubernetes.io/behavior");
        assertThat(back).isEqualTo(rich);
    }

    @Test
    void annotationsThatCannotBeReadAreDropped() {
        var bad =
                AutoscalerConversion.fromStored(HorizontalPodAutoscaler.EMPTY)
                        .mapMetadata(metadata ->
                                metadata.withAnnotations(
                                        Map.of(
                                                "autoscaling.alpha.kubernetes.io/metrics",
                                                "[1, {")));

        assertThat(AutoscalerConversion.toStored(bad)).isEqualTo(HorizontalPodAutoscaler.EMPTY);
    }
}
