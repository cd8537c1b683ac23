package dev.jong.controllers.podautoscaler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How many replicas one metric asks for.
///
/// @param usage what was seen, in thousandths
/// @param utilization the same in percent of what was requested; null where that is not asked
record ReplicaCount(int replicas, long usage, @Nullable Integer utilization) {
    /// How far from the target is near enough, as fractions of it.
    record Tolerance(double down, double up) {
        static final double STANDARD = 0.1;

        boolean covers(double ratio) {
            return 1.0 - down <= ratio && ratio <= 1.0 + up;
        }
    }

    /// @param ratio of what is seen to what is wanted
    private record Measured(double ratio, long usage, @Nullable Integer utilization) {}

    /// By percent of what the Pods requested.
    static ReplicaCount ofUtilization(
            int current,
            int targetPercent,
            Tolerance tolerance,
            PodGroups pods,
            Map<String, Long> requests) {
        return of(
                current,
                tolerance,
                pods,
                usage -> utilization(usage, requests, targetPercent),
                pod -> requests.getOrDefault(pod, 0L) * Math.max(100, targetPercent) / 100);
    }

    private static Measured utilization(
            Map<String, Long> usage, Map<String, Long> requests, int targetPercent) {
        long used = 0;
        long requested = 0;
        int known = 0;
        for (var pod : usage.entrySet()) {
            var request = requests.get(pod.getKey());
            if (request != null) {
                used += pod.getValue();
                requested += request;
                known++;
            }
        }
        if (requested == 0) {
            throw new MetricsUnavailable("no metrics returned matched known pods");
        }
        int percent = (int) (used * 100 / requested);
        return new Measured((double) percent / targetPercent, used / known, percent);
    }

    /// By the average of all Pods.
    static ReplicaCount ofAverage(int current, long target, Tolerance tolerance, PodGroups pods) {
        return of(
                current,
                tolerance,
                pods,
                usage -> {
                    var average =
                            usage.values().stream().mapToLong(Long::longValue).sum() / usage.size();
                    return new Measured((double) average / target, average, null);
                },
                _ -> target);
    }

    /// Pods of which nothing is known count so that they keep the number from moving: with all they
    /// may use when it is to fall, with nothing when it is to rise.
    private static ReplicaCount of(
            int current,
            Tolerance tolerance,
            PodGroups pods,
            Function<Map<String, Long>, Measured> measure,
            ToLongFunction<String> full) {
        var seen = measure.apply(pods.usage());
        boolean risesWithUnready = !pods.unready().isEmpty() && seen.ratio > 1.0;
        if (!risesWithUnready && pods.missing().isEmpty()) {
            return tolerance.covers(seen.ratio)
                    ? counted(current, seen)
                    : counted(ceil(seen.ratio * pods.ready()), seen);
        }
        var usage = new HashMap<>(pods.usage());
        if (seen.ratio < 1.0) {
            pods.missing().forEach(pod -> usage.put(pod, full.applyAsLong(pod)));
        } else if (seen.ratio > 1.0) {
            pods.missing().forEach(pod -> usage.put(pod, 0L));
        }
        if (risesWithUnready) {
            pods.unready().forEach(pod -> usage.put(pod, 0L));
        }
        double ratio = measure.apply(usage).ratio;
        boolean turned = (seen.ratio < 1.0 && ratio > 1.0) || (seen.ratio > 1.0 && ratio < 1.0);
        if (turned || tolerance.covers(ratio)) {
            return counted(current, seen);
        }
        int wanted = ceil(ratio * usage.size());
        boolean against = (ratio < 1.0 && wanted > current) || (ratio > 1.0 && wanted < current);
        return counted(against ? current : wanted, seen);
    }

    private static ReplicaCount counted(int replicas, Measured seen) {
        return new ReplicaCount(replicas, seen.usage, seen.utilization);
    }

    /// By one value for the whole target.
    ///
    /// @param ready how many Pods are ready
    static ReplicaCount ofValue(
            int current, long value, long target, Tolerance tolerance, int ready) {
        double ratio = (double) value / target;
        if (current == 0) {
            return new ReplicaCount(ceil(ratio), value, null);
        }
        return new ReplicaCount(
                tolerance.covers(ratio) ? current : ceil(ratio * ready), value, null);
    }

    /// By one value that is shared evenly among the Pods.
    ///
    /// @param current as the target's status counts
    static ReplicaCount ofShare(int current, long value, long target, Tolerance tolerance) {
        double ratio = value / ((double) target * current);
        int replicas = tolerance.covers(ratio) ? current : ceil((double) value / target);
        return new ReplicaCount(replicas, (long) Math.ceil((double) value / current), null);
    }

    /// The sum, no larger than a long can hold.
    static long sum(List<Long> values) {
        long sum = 0;
        for (long value : values) {
            if (value > 0 && sum > Long.MAX_VALUE - value) {
                return Long.MAX_VALUE;
            }
            sum += value;
        }
        return sum;
    }

    private static int ceil(double replicas) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(replicas));
    }
}
