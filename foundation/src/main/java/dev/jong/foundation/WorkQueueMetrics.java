package dev.jong.foundation;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A work queue's figures under the names of Kubernetes' `workqueue_*` metrics.
public final class WorkQueueMetrics {
    /// Counts nothing.
    public static final WorkQueueMetrics NONE = new WorkQueueMetrics(null, "");

    private static final double[] BUCKETS = Metrics.exponential(1e-8, 10, 12);

    private final @Nullable Family family;
    private final String name;
    private final Map<Object, Instant> started = new ConcurrentHashMap<>();

    private record Family(
            Metrics.Gauges depth,
            Metrics.Counters adds,
            Metrics.Counters retries,
            Metrics.Histograms waited,
            Metrics.Histograms worked) {}

    private WorkQueueMetrics(@Nullable Family family, String name) {
        this.family = family;
        this.name = name;
    }

    /// The figures of the queue with this name.
    public static WorkQueueMetrics in(Metrics metrics, String name) {
        return new WorkQueueMetrics(
                new Family(
                        metrics.gauges("workqueue_depth", "Current depth of workqueue", "name"),
                        metrics.counters(
                                "workqueue_adds_total",
                                "Total number of adds handled by workqueue",
                                "name"),
                        metrics.counters(
                                "workqueue_retries_total",
                                "Total number of retries handled by workqueue",
                                "name"),
                        metrics.histograms(
                                "workqueue_queue_duration_seconds",
                                "How long in seconds an item stays in workqueue before being requested.",
                                BUCKETS,
                                "name"),
                        metrics.histograms(
                                "workqueue_work_duration_seconds",
                                "How long in seconds processing an item from workqueue takes.",
                                BUCKETS,
                                "name")),
                name);
    }

    void added() {
        if (family != null) {
            family.adds.with(name).add(1);
        }
    }

    void retried() {
        if (family != null) {
            family.retries.with(name).add(1);
        }
    }

    void depth(int now) {
        if (family != null) {
            family.depth.with(name).set(now);
        }
    }

    void started(Object key, Instant since, Instant now) {
        if (family != null) {
            family.waited.with(name).observe(seconds(since, now));
            started.put(key, now);
        }
    }

    void finished(Object key, Instant now) {
        if (family != null) {
            var from = started.remove(key);
            if (from != null) {
                family.worked.with(name).observe(seconds(from, now));
            }
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
