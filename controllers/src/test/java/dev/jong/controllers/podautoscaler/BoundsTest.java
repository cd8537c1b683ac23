package dev.jong.controllers.podautoscaler;

import static dev.jong.controllers.Objects.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.autoscaling.v2.HPAScalingPolicy;
import dev.jong.api.autoscaling.v2.HPAScalingRules;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BoundsTest {
    private final ScaleHistory history = new ScaleHistory();

    @Test
    void withoutRulesTheNumberAtMostDoubles() {
        var bounds = plain(6, 50, 0);

        assertThat(bounds.replicas()).isEqualTo(12);
        assertThat(bounds.limited().reason()).isEqualTo("ScaleUpLimit");
        assertThat(plain(1, 50, 0).replicas()).isEqualTo(4);
    }

    @Test
    void aHighRecommendationHoldsForFiveMinutes() {
        plain(5, 8, 0);

        var soon = plain(8, 2, 200);
        assertThat(soon.replicas()).isEqualTo(8);
        assertThat(soon.stabilized().reason()).isEqualTo("ScaleDownStabilized");

        assertThat(plain(8, 2, 600).replicas()).isEqualTo(2);
    }

    @Test
    void theRangeIsKept() {
        assertThat(plain(5, 1, 0).limited().reason()).isEqualTo("TooFewReplicas");
        assertThat(plain(60, 110, 0).replicas()).isEqualTo(100);
    }

    @Test
    void policiesLimitWhatHappensInTheirPeriod() {
        var behavior = behavior(policy("Pods", 2, 60), policy("Percent", 10, 60));
        history.begin(10, NOW);

        var first = byRules(10, 50, behavior, 1);
        assertThat(first.replicas()).isEqualTo(12);
        history.changed(10, 12, NOW.plusSeconds(1));

        assertThat(byRules(12, 50, behavior, 30).replicas()).isEqualTo(12);
        assertThat(byRules(12, 50, behavior, 90).replicas()).isEqualTo(14);
    }

    @Test
    void aDisabledDirectionIsNotTaken() {
        var off =
                HPAScalingRules.EMPTY
                        .withSelectPolicy("Disabled")
                        .withStabilizationWindowSeconds(0);
        var behavior = new HorizontalPodAutoscalerBehavior(HPAScalingRules.EMPTY, off);

        var bounds = byRules(10, 3, behavior, 0);

        assertThat(bounds.replicas()).isEqualTo(10);
        assertThat(bounds.limited().reason()).isEqualTo("ScaleDownLimit");
    }

    private Bounds plain(int current, int wanted, int seconds) {
        var asked = new Bounds.Question(current, wanted, 2, 100);
        return Bounds.plain(asked, history, NOW.plusSeconds(seconds));
    }

    private Bounds byRules(
            int current, int wanted, HorizontalPodAutoscalerBehavior behavior, int seconds) {
        var asked = new Bounds.Question(current, wanted, 2, 100);
        return Bounds.byRules(asked, behavior, history, NOW.plusSeconds(seconds));
    }

    private static HorizontalPodAutoscalerBehavior behavior(HPAScalingPolicy... up) {
        return new HorizontalPodAutoscalerBehavior(
                HPAScalingRules.EMPTY.withPolicies(List.of(up)), HPAScalingRules.EMPTY);
    }

    private static HPAScalingPolicy policy(String type, int value, int seconds) {
        return new HPAScalingPolicy(type, value, seconds);
    }
}
