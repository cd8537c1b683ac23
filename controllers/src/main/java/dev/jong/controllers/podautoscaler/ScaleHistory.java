package dev.jong.controllers.podautoscaler;

import dev.jong.api.autoscaling.v2.HPAScalingRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntBinaryOperator;

/// What one autoscaler recommended and did lately. Used by one worker at a time.
final class ScaleHistory {
    /// How long a higher recommendation holds the number up where the object does not say.
    static final int DOWNSCALE_STABILIZATION_SECONDS = 300;

    private static final Duration LONGEST = Duration.ofHours(1);

    private final List<Recommendation> recommendations = new ArrayList<>();
    private final List<Change> ups = new ArrayList<>();
    private final List<Change> downs = new ArrayList<>();

    private record Recommendation(int replicas, Instant at) {}

    /// @param by how many replicas more or fewer, never negative
    private record Change(int by, Instant at) {}

    /// An autoscaler that has just begun counts what is there as recommended.
    void begin(int current, Instant now) {
        if (recommendations.isEmpty()) {
            recommendations.add(new Recommendation(current, now));
        }
    }

    /// Notes that the number was changed.
    void changed(int before, int now, Instant at) {
        (now > before ? ups : downs).add(new Change(Math.abs(now - before), at));
        ups.removeIf(change -> change.at.plus(LONGEST).isBefore(at));
        downs.removeIf(change -> change.at.plus(LONGEST).isBefore(at));
    }

    /// The highest recommendation of the last minutes; notes the newest.
    int stabilized(int wanted, Instant now) {
        var cutoff = now.minusSeconds(DOWNSCALE_STABILIZATION_SECONDS);
        int highest = wanted;
        for (var each : recommendations) {
            if (!each.at.isBefore(cutoff)) {
                highest = Math.max(highest, each.replicas);
            }
        }
        recommend(wanted, now, cutoff);
        return highest;
    }

    /// The current number, moved no further than all recommendations of each window agree.
    int stabilized(int current, int wanted, int upSeconds, int downSeconds, Instant now) {
        var upCutoff = now.minusSeconds(upSeconds);
        var downCutoff = now.minusSeconds(downSeconds);
        int lowest = wanted;
        int highest = wanted;
        for (var each : recommendations) {
            if (each.at.isAfter(upCutoff)) {
                lowest = Math.min(lowest, each.replicas);
            }
            if (each.at.isAfter(downCutoff)) {
                highest = Math.max(highest, each.replicas);
            }
        }
        recommend(wanted, now, upCutoff.isBefore(downCutoff) ? upCutoff : downCutoff);
        return Math.min(Math.max(current, lowest), highest);
    }

    private void recommend(int wanted, Instant now, Instant cutoff) {
        recommendations.removeIf(each -> each.at.isBefore(cutoff));
        recommendations.add(new Recommendation(wanted, now));
    }

    /// The most replicas that the rules allow now.
    int upLimit(int current, HPAScalingRules rules, Instant now) {
        return switch (Objects.requireNonNullElse(rules.selectPolicy(), "Max")) {
            case "Disabled" -> current;
            case "Min" -> limit(current, rules, now, Integer.MAX_VALUE, Math::min, 1);
            default -> limit(current, rules, now, Integer.MIN_VALUE, Math::max, 1);
        };
    }

    /// The fewest replicas that the rules allow now.
    int downLimit(int current, HPAScalingRules rules, Instant now) {
        return switch (Objects.requireNonNullElse(rules.selectPolicy(), "Max")) {
            case "Disabled" -> current;
            case "Min" -> limit(current, rules, now, Integer.MIN_VALUE, Math::max, -1);
            default -> limit(current, rules, now, Integer.MAX_VALUE, Math::min, -1);
        };
    }

    private int limit(
            int current,
            HPAScalingRules rules,
            Instant now,
            int first,
            IntBinaryOperator select,
            int sign) {
        int limit = first;
        for (var policy : rules.policies()) {
            var since = now.minusSeconds(policy.periodSeconds());
            int start = current - sum(ups, since) + sum(downs, since);
            double proposed =
                    policy.type().equals("Percent")
                            ? start * (1 + sign * policy.value() / 100.0)
                            : start + sign * (double) policy.value();
            // a rise by percent is rounded up, else it might never begin
            limit = select.applyAsInt(limit, (int) (sign > 0 ? Math.ceil(proposed) : proposed));
        }
        return limit;
    }

    private static int sum(List<Change> changes, Instant since) {
        return changes.stream()
                .filter(change -> change.at.isAfter(since))
                .mapToInt(Change::by)
                .sum();
    }
}
