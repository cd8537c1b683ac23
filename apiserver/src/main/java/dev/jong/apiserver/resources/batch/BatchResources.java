package dev.jong.apiserver.resources.batch;

import dev.jong.api.batch.v1.CronJob;
import dev.jong.api.batch.v1.CronJobStatus;
import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.JobStatus;
import dev.jong.api.errors.FieldPath;
import dev.jong.apiserver.defaults.JobSelectors;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.resources.core.AlphaFields;
import dev.jong.apiserver.validation.PodWarnings;

/// The batch group.
public final class BatchResources {
    public static final Resource<CronJob> CRON_JOBS =
            Resource.of(CronJob.KIND)
                    .warnings((now, old) ->
                            PodWarnings.naming(
                                    now.spec().jobTemplate().spec().template(),
                                    FieldPath.of("spec", "jobTemplate", "spec", "template"),
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .counted()
                    .beforeCreate(job -> job.withStatus(CronJobStatus.EMPTY))
                    .beforeCreate(BatchResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .build();

    public static final Resource<Job> JOBS =
            Resource.of(Job.KIND)
                    .orphansDependents()
                    .warnings((now, old) ->
                            PodWarnings.naming(
                                    now.spec().template(),
                                    FieldPath.of("spec", "template"),
                                    now.metadata(),
                                    old == null ? null : old.metadata()))
                    .counted()
                    .beforeCreate(job -> JobSelectors.generate(job.withStatus(JobStatus.EMPTY)))
                    .beforeCreate(BatchResources::withoutAlpha)
                    .beforeUpdate((now, _) -> withoutAlpha(now))
                    .status((from, into) -> into.withStatus(from.status()))
                    .field("status.successful", job -> Integer.toString(job.status().succeeded()))
                    .build();

    private BatchResources() {}

    private static Job withoutAlpha(Job job) {
        return job.mapSpec(spec -> spec.withTemplate(AlphaFields.without(spec.template())));
    }

    private static CronJob withoutAlpha(CronJob job) {
        return job.mapSpec(spec ->
                spec.withJobTemplate(
                        spec.jobTemplate()
                                .mapSpec(inner ->
                                        inner.withTemplate(
                                                AlphaFields.without(inner.template())))));
    }
}
