package dev.jong.controllers.podautoscaler;

import dev.jong.api.autoscaling.v2.HPAScalingRules;
import dev.jong.api.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.time.Instant;
import java.util.Objects;

/// A recommended number of replicas, held within what the autoscaler allows.
///
/// @param stabilized what the condition `AbleToScale` says
/// @param limited what the condition `ScalingLimited` says
record Bounds(int replicas, Said stabilized, boolean isLimited, Said limited) {
    /// A condition's reason and message.
    record Said(String reason, String message) {}

    private static final Said READY =
            new Said("ReadyForNewScale", "recommended size matches current size");
    private static final Said HELD_UP =
            new Said(
                    "ScaleDownStabilized",
                    "recent recommendations were higher than current one, applying the highest"
                            + " recent recommendation");
    private static final Said HELD_DOWN =
            new Said(
                    "ScaleUpStabilized",
                    "recent recommendations were lower than current one, applying the lowest"
                            + " recent recommendation");
    private static final Said WITHIN =
            new Said("DesiredWithinRange", "the desired count is within the acceptable range");
    private static final Said TOO_FEW =
            new Said(
                    "TooFewReplicas",
                    "the desired replica count is less than the minimum replica count");
    private static final Said TOO_MANY =
            new Said(
                    "TooManyReplicas",
                    "the desired replica count is more than the maximum replica count");
    private static final Said TOO_FAST_UP =
            new Said(
                    "ScaleUpLimit",
                    "the desired replica count is increasing faster than the maximum scale rate");
    private static final Said TOO_FAST_DOWN =
            new Said(
                    "ScaleDownLimit",
                    "the desired replica count is decreasing faster than the maximum scale rate");

    /// Without a rule of its own the number at most doubles at a time, from 4.
    private static final int LEAST_UP = 4;

    /// @param current as the target's spec says
    record Question(int current, int wanted, int min, int max) {}

    /// For an autoscaler without rules of its own.
    static Bounds plain(Question asked, ScaleHistory history, Instant now) {
        int held = history.stabilized(asked.wanted, now);
        var stabilized = held == asked.wanted ? READY : HELD_UP;
        int fastest = Math.max(2 * asked.current, LEAST_UP);
        int most = Math.min(asked.max, fastest);
        if (held < asked.min) {
            return new Bounds(asked.min, stabilized, true, TOO_FEW);
        }
        if (held > most) {
            return new Bounds(most, stabilized, true, asked.max > fastest ? TOO_FAST_UP : TOO_MANY);
        }
        return new Bounds(held, stabilized, false, WITHIN);
    }

    static Bounds byRules(
            Question asked,
            HorizontalPodAutoscalerBehavior behavior,
            ScaleHistory history,
            Instant now) {
        var up = Objects.requireNonNullElse(behavior.scaleUp(), HPAScalingRules.EMPTY);
        var down = Objects.requireNonNullElse(behavior.scaleDown(), HPAScalingRules.EMPTY);
        int held =
                history.stabilized(
                        asked.current,
                        asked.wanted,
                        Objects.requireNonNullElse(up.stabilizationWindowSeconds(), 0),
                        Objects.requireNonNullElse(
                                down.stabilizationWindowSeconds(),
                                ScaleHistory.DOWNSCALE_STABILIZATION_SECONDS),
                        now);
        var direction = asked.wanted >= asked.current ? HELD_DOWN : HELD_UP;
        var stabilized = held == asked.wanted ? READY : direction;
        if (held > asked.current) {
            int fastest = Math.max(asked.current, history.upLimit(asked.current, up, now));
            int most = Math.min(asked.max, fastest);
            if (held > most) {
                return new Bounds(
                        most, stabilized, true, asked.max > fastest ? TOO_FAST_UP : TOO_MANY);
            }
        } else if (held < asked.current) {
            int fastest = Math.min(asked.current, history.downLimit(asked.current, down, now));
            int least = Math.max(asked.min, fastest);
            if (held < least) {
                return new Bounds(
                        least, stabilized, true, asked.min < fastest ? TOO_FAST_DOWN : TOO_FEW);
            }
        }
        return new Bounds(held, stabilized, false, WITHIN);
    }
}
