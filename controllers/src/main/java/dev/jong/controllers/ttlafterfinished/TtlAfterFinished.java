package dev.jong.controllers.ttlafterfinished;

import dev.jong.api.batch.v1.Job;
import dev.jong.client.Deletion;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/// Deletes Jobs by `spec.ttlSecondsAfterFinished`.
public final class TtlAfterFinished implements Reconciler<Job> {
    private static final int WORKERS = 5;

    private final ResourceClient<Job> jobs;
    private final InstantSource clock;

    private TtlAfterFinished(ControllerContext context) {
        this.jobs = context.client().resources(Job.KIND);
        this.clock = context.clock();
    }

    public static Controller<Job> controller(ControllerContext context) {
        return Controller.of("ttl_jobs_to_delete", Job.KIND, new TtlAfterFinished(context))
                .workers(WORKERS)
                .build();
    }

    @Override
    public Outcome reconcile(Job job) {
        var seconds = job.spec().ttlSecondsAfterFinished();
        if (seconds == null || job.metadata().deletionTimestamp() != null) {
            return Outcome.done();
        }
        var finished =
                job.status().conditions().stream()
                        .filter(condition -> condition.status().equals("True"))
                        .filter(condition ->
                                condition.type().equals("Complete")
                                        || condition.type().equals("Failed"))
                        .map(condition -> condition.lastTransitionTime())
                        .filter(Objects::nonNull)
                        .findFirst();
        if (finished.isEmpty()) {
            return Outcome.done();
        }
        var left = Duration.between(clock.instant(), finished.get().plusSeconds(seconds));
        if (left.isPositive()) {
            return Outcome.lookAgain(left);
        }
        var deletion =
                Deletion.onlyUid(job.metadata().uid())
                        .withResourceVersion(job.metadata().resourceVersion())
                        .withPropagation(Deletion.Propagation.FOREGROUND);
        jobs.inNamespace(job.namespace()).deleteIfExists(job.name(), deletion);
        return Outcome.done();
    }
}
