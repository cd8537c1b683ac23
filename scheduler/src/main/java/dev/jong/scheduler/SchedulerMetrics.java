package dev.jong.scheduler;

import static dev.jong.foundation.Stability.BETA;
import static dev.jong.foundation.Stability.STABLE;

import dev.jong.foundation.Metrics;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.queue.QueuedPod;
import dev.jong.scheduler.queue.SchedulingQueue;
import java.time.Duration;

/// The scheduler's figures under upstream's names.
final class SchedulerMetrics {
    private static final int NEWS_BETWEEN_COUNTS = 64;
    private static final int TOLD_ATTEMPTS = 15;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Metrics.Counters attempts;
    private final Metrics.Histograms attemptSeconds;
    private final Metrics.Histograms podSeconds;
    private final Metrics.Distribution podAttempts;
    private final Metrics.Gauges pending;
    private final Metrics.Counters incoming;
    private final Metrics.Count preemptions;
    private final Metrics.Distribution victims;
    private int news;

    SchedulerMetrics(Metrics metrics) {
        attempts =
                metrics.counters(
                        STABLE,
                        "scheduler_schedule_attempts_total",
                        "How often it was tried to place a Pod, by what came of it.",
                        "profile",
                        "result");
        attemptSeconds =
                metrics.histograms(
                        STABLE,
                        "scheduler_scheduling_attempt_duration_seconds",
                        "How long it took to try to place a Pod, in seconds.",
                        Metrics.exponential(0.001, 2, 15),
                        "profile",
                        "result");
        podSeconds =
                metrics.histograms(
                        BETA,
                        "scheduler_pod_scheduling_sli_duration_seconds",
                        "How long it took from a Pod's arrival until it was bound, in seconds.",
                        Metrics.exponential(0.01, 2, 20),
                        "attempts");
        podAttempts =
                metrics.histograms(
                                STABLE,
                                "scheduler_pod_scheduling_attempts",
                                "How often a Pod was tried until it was bound.",
                                Metrics.exponential(1, 2, 5))
                        .with();
        pending =
                metrics.gauges(
                        STABLE,
                        "scheduler_pending_pods",
                        "Pods without a node, by what they wait for.",
                        "queue");
        incoming =
                metrics.counters(
                        STABLE,
                        "scheduler_queue_incoming_pods_total",
                        "Pods that came to a part of the queue, by why they came.",
                        "event",
                        "queue");
        preemptions =
                metrics.counters(
                                STABLE,
                                "scheduler_preemption_attempts_total",
                                "How often it was looked for Pods that may give way.")
                        .with();
        victims =
                metrics.histograms(
                                STABLE,
                                "scheduler_preemption_victims",
                                "How many Pods gave way to one.",
                                Metrics.exponential(1, 2, 7))
                        .with();
    }

    void attempted(String result, Profile profile, long beganNanos) {
        attempts.with(profile.schedulerName(), result).add(1);
        attemptSeconds
                .with(profile.schedulerName(), result)
                .observe((System.nanoTime() - beganNanos) / NANOS_PER_SECOND);
    }

    void bound(QueuedPod pod, Duration sinceArrival) {
        int tries = pod.attempts();
        podSeconds
                .with(tries >= TOLD_ATTEMPTS ? TOLD_ATTEMPTS + "+" : Integer.toString(tries))
                .observe(sinceArrival.toNanos() / NANOS_PER_SECOND);
        podAttempts.observe(tries);
    }

    void lookedForVictims() {
        preemptions.add(1);
    }

    void evicted(int count) {
        victims.observe(count);
    }

    /// @param queue `active`, `backoff`, `unschedulable`
    void came(String queue, String event) {
        incoming.with(event, queue).add(1);
    }

    /// Counts now and then; with many Pods waiting counting costs.
    void pending(SchedulingQueue queue) {
        if (news++ % NEWS_BETWEEN_COUNTS == 0) {
            queue.sizes().forEach((part, size) -> pending.with(part).set((double) size));
        }
    }
}
