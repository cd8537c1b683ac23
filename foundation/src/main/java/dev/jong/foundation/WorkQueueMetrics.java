package dev.jong.foundation;

import static dev.jong.foundation.Stability.BETA;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// A work queue's figures under the names of Kubernetes' `workqueue_*` metrics.
public final class WorkQueueMetrics {
    /// Counts nothing.
    public static final WorkQueueMetrics NONE = new WorkQueueMetrics(null);

    private static final double[] BUCKETS = {
        1e-8, 1e-7, 1e-6, 9.999999999999999e-6, 9.999999999999999e-5, .001, .01, .1, 1, 10
    };

    private final @Nullable Series series;
    private final Map<Object, Instant> started = new ConcurrentHashMap<>();

    private record Series(
            Metrics.Level depth,
            Metrics.Count adds,
            Metrics.Count retries,
            Metrics.Distribution waited,
            Metrics.Distribution worked) {}

    private WorkQueueMetrics(@Nullable Series series) {
        this.series = series;
    }

    /// The figures of the queue with this name.
    public static WorkQueueMetrics in(Metrics metrics, String name, InstantSource clock) {
        var figures =
                new WorkQueueMetrics(
                        new Series(
                                metrics.gauges(
                                                BETA,
                                                "workqueue_depth",
                                                "Keys that are ready for a worker.",
                                                "name")
                                        .with(name),
                                metrics.counters(
                                                BETA,
                                                "workqueue_adds_total",
                                                "Keys that were added.",
                                                "name")
                                        .with(name),
                                metrics.counters(
                                                BETA,
                                                "workqueue_retries_total",
                                                "Keys that were added again because their work failed.",
                                                "name")
                                        .with(name),
                                metrics.histograms(
                                                BETA,
                                                "workqueue_queue_duration_seconds",
                                                "How long a key waited for a worker, in seconds.",
                                                BUCKETS,
                                                "name")
                                        .with(name),
                                metrics.histograms(
                                                BETA,
                                                "workqueue_work_duration_seconds",
                                                "How long a worker was busy with a key, in seconds.",
                                                BUCKETS,
                                                "name")
                                        .with(name)));
        metrics.gaugesOf(
                name,
                BETA,
                "workqueue_unfinished_work_seconds",
                "How long those keys are being worked on that are not done, in seconds, all added up.",
                sample -> sample.show(figures.running(clock).sum(), name),
                "name");
        metrics.gaugesOf(
                name,
                BETA,
                "workqueue_longest_running_processor_seconds",
                "How long that key is being worked on that began first, in seconds.",
                sample -> sample.show(figures.running(clock).max().orElse(0), name),
                "name");
        return figures;
    }

    private DoubleStream running(InstantSource clock) {
        var now = clock.instant();
        return started.values().stream().mapToDouble(since -> seconds(since, now));
    }

    void added() {
        if (series != null) {
            series.adds.add(1);
        }
    }

    void retried() {
        if (series != null) {
            series.retries.add(1);
        }
    }

    void depth(int now) {
        if (series != null) {
            series.depth.set(now);
        }
    }

    void started(Object key, Instant since, Instant now) {
        if (series != null) {
            series.waited.observe(seconds(since, now));
            started.put(key, now);
        }
    }

    void finished(Object key, Instant now) {
        if (series != null) {
            var from = started.remove(key);
            if (from != null) {
                series.worked.observe(seconds(from, now));
            }
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
