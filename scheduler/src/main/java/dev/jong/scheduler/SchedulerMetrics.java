package dev.jong.scheduler;

import dev.jong.foundation.Metrics;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.queue.SchedulingQueue;
import java.time.Duration;

/// The scheduler's figures under upstream's names.
final class SchedulerMetrics {
    private static final int NEWS_BETWEEN_COUNTS = 64;

    private final Metrics.Counters attempts;
    private final Metrics.Histograms attemptSeconds;
    private final Metrics.Histograms podSeconds;
    private final Metrics.Gauges pending;
    private int news;

    SchedulerMetrics(Metrics metrics) {
        var buckets = Metrics.exponential(0.001, 2, 15);
        attempts =
                metrics.counters(
                        "scheduler_schedule_attempts_total",
                        "Number of attempts to schedule pods, by the result.",
                        "profile",
                        "result");
        attemptSeconds =
                metrics.histograms(
                        "scheduler_scheduling_attempt_duration_seconds",
                        "Scheduling attempt latency in seconds.",
                        buckets,
                        "profile",
                        "result");
        podSeconds =
                metrics.histograms(
                        "scheduler_pod_scheduling_sli_duration_seconds",
                        "Latency for a pod being scheduled, from the time it enters the queue.",
                        Metrics.exponential(0.01, 2, 20));
        pending =
                metrics.gauges(
                        "scheduler_pending_pods", "Number of pending pods, by the queue.", "queue");
    }

    void attempted(String result, Profile profile, long beganNanos) {
        attempts.with(profile.schedulerName(), result).add(1);
        attemptSeconds
                .with(profile.schedulerName(), result)
                .observe((System.nanoTime() - beganNanos) / 1e9);
    }

    void bound(Duration sinceArrival) {
        podSeconds.with().observe(sinceArrival.toNanos() / 1e9);
    }

    /// Counts now and then; with many Pods waiting counting costs.
    void pending(SchedulingQueue queue) {
        if (news++ % NEWS_BETWEEN_COUNTS == 0) {
            queue.sizes().forEach((part, size) -> pending.with(part).set(size));
        }
    }
}
