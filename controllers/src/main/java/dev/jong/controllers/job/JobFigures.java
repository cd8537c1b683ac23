package dev.jong.controllers.job;

import static dev.jong.foundation.Stability.STABLE;

import dev.jong.api.batch.v1.Job;
import dev.jong.foundation.Metrics;
import java.util.Objects;

/// How Jobs fare, under upstream's names.
final class JobFigures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";

    /// What a run did about a Job's Pods.
    enum Action {
        RECONCILING("reconciling"),
        TRACKING("tracking"),
        PODS_CREATED("pods_created"),
        PODS_DELETED("pods_deleted");

        private final String label;

        Action(String label) {
            this.label = label;
        }
    }

    private final Metrics.Counters syncs;
    private final Metrics.Histograms durations;
    private final Metrics.Counters jobs;
    private final Metrics.Counters pods;

    JobFigures(Metrics metrics) {
        syncs =
                metrics.counters(
                        STABLE,
                        "job_controller_job_syncs_total",
                        "How often a Job was looked after, by what was done about its Pods.",
                        "action",
                        "completion_mode",
                        "result");
        durations =
                metrics.histograms(
                        STABLE,
                        "job_controller_job_sync_duration_seconds",
                        "How long it took to look after a Job, in seconds.",
                        Metrics.exponential(.004, 2, 15),
                        "action",
                        "completion_mode",
                        "result");
        jobs =
                metrics.counters(
                        STABLE,
                        "job_controller_jobs_finished_total",
                        "Jobs that ended, by how and why.",
                        "completion_mode",
                        "reason",
                        "result");
        pods =
                metrics.counters(
                        STABLE,
                        "job_controller_job_pods_finished_total",
                        "Pods of Jobs that ended and were counted, by how.",
                        "completion_mode",
                        "result");
    }

    /// A Job was looked after.
    ///
    /// @param before as it was
    void synced(Job before, JobTracker.After after, JobTracker.Run run, long nanos) {
        var mode = Objects.requireNonNullElse(before.spec().completionMode(), "NonIndexed");
        var result = run.failure().isEmpty() ? "success" : "error";
        syncs.with(run.action().label, mode, result).add(1);
        durations.with(run.action().label, mode, result).observe(nanos / NANOS_PER_SECOND);
        for (var condition : after.fresh()) {
            var reason = Objects.requireNonNullElse(condition.reason(), "");
            switch (condition.type()) {
                case "Complete" -> jobs.with(mode, reason, SUCCEEDED).add(1);
                case "Failed" -> jobs.with(mode, reason, FAILED).add(1);
                default -> {}
            }
        }
        var then = before.status();
        var now = after.job().status();
        ended(mode, SUCCEEDED, now.succeeded() - then.succeeded());
        ended(mode, FAILED, now.failed() - then.failed());
    }

    private void ended(String mode, String result, int more) {
        if (more > 0) {
            pods.with(mode, result).add(more);
        }
    }
}
