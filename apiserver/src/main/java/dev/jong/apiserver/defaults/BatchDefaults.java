package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.JobSpec;
import dev.jong.api.batch.v1.PodFailurePolicy;
import dev.jong.api.batch.v1.PodFailurePolicyRule;
import org.jspecify.annotations.Nullable;

/// What Jobs and CronJobs get that do not say otherwise.
final class BatchDefaults {
    private BatchDefaults() {}

    static Job job(Job job) {
        var labels = job.spec().template().metadata().labels();
        return job.withSpec(jobSpec(job.spec()))
                .mapMetadata(metadata ->
                        metadata.labels().isEmpty() ? metadata.withLabels(labels) : metadata);
    }

    private static JobSpec jobSpec(JobSpec spec) {
        boolean sizeless = spec.completions() == null && spec.parallelism() == null;
        return spec.toBuilder()
                .completions(sizeless ? Integer.valueOf(1) : spec.completions())
                .parallelism(requireNonNullElse(spec.parallelism(), 1))
                .backoffLimit(
                        requireNonNullElse(
                                spec.backoffLimit(),
                                spec.backoffLimitPerIndex() == null ? 6 : Integer.MAX_VALUE))
                .completionMode(requireNonNullElse(spec.completionMode(), "NonIndexed"))
                .suspend(requireNonNullElse(spec.suspend(), false))
                .podReplacementPolicy(
                        requireNonNullElse(
                                spec.podReplacementPolicy(),
                                spec.podFailurePolicy() == null ? "TerminatingOrFailed" : "Failed"))
                .manualSelector(requireNonNullElse(spec.manualSelector(), false))
                .podFailurePolicy(failurePolicy(spec.podFailurePolicy()))
                .template(PodDefaults.template(spec.template()))
                .build();
    }

    private static @Nullable PodFailurePolicy failurePolicy(@Nullable PodFailurePolicy policy) {
        return policy == null
                ? null
                : policy.withRules(policy.rules().stream().map(BatchDefaults::rule).toList());
    }

    private static PodFailurePolicyRule rule(PodFailurePolicyRule rule) {
        return rule.withOnPodConditions(
                rule.onPodConditions().stream()
                        .map(pattern ->
                                pattern.status().isEmpty() ? pattern.withStatus("True") : pattern)
                        .toList());
    }

    /// The Job in the template is only given what its Pods are; the rest when it is made.
    static CronJob cronJob(CronJob cronJob) {
        return cronJob.mapSpec(spec ->
                spec.toBuilder()
                        .concurrencyPolicy(requireNonNullElse(spec.concurrencyPolicy(), "Allow"))
                        .suspend(requireNonNullElse(spec.suspend(), false))
                        .successfulJobsHistoryLimit(
                                requireNonNullElse(spec.successfulJobsHistoryLimit(), 3))
                        .failedJobsHistoryLimit(
                                requireNonNullElse(spec.failedJobsHistoryLimit(), 1))
                        .jobTemplate(
                                spec.jobTemplate()
                                        .mapSpec(job ->
                                                job.mapTemplate(PodDefaults::template)
                                                        .withPodFailurePolicy(
                                                                failurePolicy(
                                                                        job.podFailurePolicy()))))
                        .build());
    }
}
