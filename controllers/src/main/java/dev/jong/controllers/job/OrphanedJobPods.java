package dev.jong.controllers.job;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.client.Indexes;
import dev.jong.client.ObjectKey;
import dev.jong.client.Patch;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.ControllerContext;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Controller;
import dev.jong.reconcile.Outcome;
import dev.jong.reconcile.Owners;
import dev.jong.reconcile.Reconciler;
import java.util.List;
import java.util.Objects;

/// Frees Pods from the finalizer of Jobs that are gone or done: nobody counts them any more.
public final class OrphanedJobPods implements Reconciler<Pod> {
    private final ResourceClient<Pod> pods;
    private final ResourceClient<Job> jobs;

    private OrphanedJobPods(ControllerContext context) {
        this.pods = context.client().resources(Pod.KIND);
        this.jobs = context.client().resources(Job.KIND);
    }

    public static Controller<Pod> controller(ControllerContext context) {
        var byController =
                context.informers().of(Pod.KIND).index("controller", Indexes::controllerUid);
        return Controller.of("job_orphan_pod", Pod.KIND, new OrphanedJobPods(context))
                .on(
                        Job.KIND,
                        (before, now) -> {
                            var job =
                                    now == null ? before : JobVerdict.isFinished(now) ? now : null;
                            return job == null
                                    ? List.of()
                                    : byController
                                            .of(
                                                    Objects.requireNonNullElse(
                                                            job.metadata().uid(), ""))
                                            .stream()
                                            .map(ObjectKey::of)
                                            .toList();
                        })
                .build();
    }

    @Override
    public Outcome reconcile(Pod pod) {
        if (!JobPods.isTracked(pod) || isCounted(pod)) {
            return Outcome.done();
        }
        var gone = JsonArray.of(new JsonText(JobPods.FINALIZER));
        var metadata = JsonObject.of("$deleteFromPrimitiveList/finalizers", gone);
        try {
            pods.inNamespace(pod.namespace())
                    .patch(pod.name(), new Patch.Strategic(JsonObject.of("metadata", metadata)));
        } catch (ApiException e) {
            if (!Refused.notFound(e)) {
                throw e;
            }
        }
        return Outcome.done();
    }

    /// Whether a Job that goes on, or anyone else, is in charge of the Pod.
    private boolean isCounted(Pod pod) {
        var owner = Owners.controllerOf(pod);
        if (owner.isEmpty()) {
            return false;
        }
        if (!owner.get().kind().equals("Job")) {
            return true;
        }
        return jobs.inNamespace(pod.namespace())
                .find(owner.get().name())
                .filter(job -> owner.get().uid().equals(job.metadata().uid()))
                .filter(job -> !JobVerdict.isFinished(job))
                .isPresent();
    }
}
