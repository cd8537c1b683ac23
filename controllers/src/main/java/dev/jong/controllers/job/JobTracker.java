package dev.jong.controllers.job;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.JobCondition;
import dev.jong.api.batch.v1.JobStatus;
import dev.jong.api.batch.v1.UncountedTerminatedPods;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.client.Patch;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.pod.PodState;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Parallel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Counts every Pod that ended exactly once, whatever fails in between: first its uid is written
/// into the status, then its finalizer goes, then the uid becomes a number.
final class JobTracker {
    private final ResourceClient<Job> jobs;
    private final ResourceClient<Pod> pods;

    JobTracker(ResourceClient<Job> jobs, ResourceClient<Pod> pods) {
        this.jobs = jobs;
        this.pods = pods;
    }

    /// What a run did about a Job's Pods.
    ///
    /// @param decided by which condition the Job ends
    /// @param backoff until when no Pod is made
    /// @param failure "" if nothing failed
    /// @param action what it did about Pods
    record Run(
            int active,
            int ready,
            int terminating,
            Optional<JobCondition> decided,
            Duration backoff,
            String failure,
            JobFigures.Action action) {}

    /// @param fresh conditions that were not there before
    record After(Job job, List<JobCondition> fresh) {}

    /// The status but for what remains to be counted.
    JobStatus status(Job job, JobCount count, Run run, Instant now) {
        var before = job.status();
        var conditions = before.conditions();
        boolean suspended = JobVerdict.isSuspended(job);
        var start = before.startTime() == null && !suspended ? now : before.startTime();
        if (run.decided().isPresent()) {
            conditions = JobVerdict.with(conditions, run.decided().get());
        } else if (suspended) {
            var paused = JobVerdict.condition("Suspended", "JobSuspended", "Job suspended", now);
            conditions = JobVerdict.with(conditions, paused);
            start = JobVerdict.isTrue(job, "Suspended") ? start : null;
        } else if (JobVerdict.isTrue(job, "Suspended")) {
            var resumed =
                    JobVerdict.condition("Suspended", "JobResumed", "Job resumed", now)
                            .withStatus("False");
            conditions = JobVerdict.with(conditions, resumed);
            start = now;
        }
        boolean indexed = JobPods.isIndexed(job);
        return before.toBuilder()
                .conditions(conditions)
                .startTime(start)
                .active(run.active())
                .ready(run.ready())
                .terminating(run.terminating())
                .succeeded(indexed ? count.succeededIndexes().size() : before.succeeded())
                .completedIndexes(indexed ? count.succeededIndexes().toString() : null)
                .failedIndexes(
                        job.spec().backoffLimitPerIndex() == null
                                ? null
                                : count.failedIndexes().toString())
                .build();
    }

    After track(Job job, List<Pod> owned, JobCount count, Run run, JobStatus status) {
        var tracked =
                owned.stream()
                        .filter(JobPods::isTracked)
                        .collect(Collectors.toMap(JobTracker::uid, pod -> pod));
        var uncounted =
                Objects.requireNonNullElse(
                        status.uncountedTerminatedPods(), UncountedTerminatedPods.EMPTY);
        var settled = counted(status, uncounted, tracked.keySet());
        var waiting =
                Objects.requireNonNullElse(
                        settled.uncountedTerminatedPods(), UncountedTerminatedPods.EMPTY);
        boolean decided = run.decided().isPresent();
        var ended =
                tracked.values().stream()
                        .filter(pod ->
                                decided
                                        || job.metadata().deletionTimestamp() != null
                                        || isOver(job, pod))
                        .filter(pod -> !PodState.isActive(pod) || (decided && run.active() == 0))
                        .toList();
        var succeeded = new ArrayList<>(waiting.succeeded());
        if (!JobPods.isIndexed(job)) {
            count.newSucceeded().forEach(pod -> succeeded.add(uid(pod)));
        }
        var failed = new ArrayList<>(waiting.failed());
        count.newFailed().forEach(pod -> failed.add(uid(pod)));
        var first =
                settled.withUncountedTerminatedPods(
                        UncountedTerminatedPods.builder()
                                .succeeded(succeeded)
                                .failed(failed)
                                .build());
        var stored = write(job, first);
        if (!ended.isEmpty()) {
            Parallel.forEach(ended, this::untrack);
        }
        var gone = ended.stream().map(JobTracker::uid).collect(Collectors.toSet());
        var left =
                tracked.keySet().stream()
                        .filter(uid -> !gone.contains(uid))
                        .collect(Collectors.toSet());
        var listed =
                Objects.requireNonNullElse(
                        first.uncountedTerminatedPods(), UncountedTerminatedPods.EMPTY);
        var last = write(stored, finished(counted(first, listed, left), run));
        var old = job.status().conditions();
        return new After(
                last,
                last.status().conditions().stream().filter(each -> !old.contains(each)).toList());
    }

    /// Ended by itself, or counted as failed because it is being deleted.
    private static boolean isOver(Job job, Pod pod) {
        return PodState.isFinished(pod) || JobPods.isFailed(job, pod);
    }

    /// Pods without a finalizer become numbers.
    private static JobStatus counted(
            JobStatus status, UncountedTerminatedPods uncounted, Set<String> tracked) {
        var succeeded = uncounted.succeeded().stream().filter(tracked::contains).toList();
        var failed = uncounted.failed().stream().filter(tracked::contains).toList();
        return status.toBuilder()
                .succeeded(status.succeeded() + uncounted.succeeded().size() - succeeded.size())
                .failed(status.failed() + uncounted.failed().size() - failed.size())
                .uncountedTerminatedPods(
                        UncountedTerminatedPods.builder()
                                .succeeded(succeeded)
                                .failed(failed)
                                .build())
                .build();
    }

    /// With the last word once no Pod is left to wait for.
    private static JobStatus finished(JobStatus status, Run run) {
        var uncounted =
                Objects.requireNonNullElse(
                        status.uncountedTerminatedPods(), UncountedTerminatedPods.EMPTY);
        boolean over =
                run.decided().isPresent()
                        && status.active() == 0
                        && Objects.requireNonNullElse(status.terminating(), 0) == 0
                        && uncounted.equals(UncountedTerminatedPods.EMPTY);
        if (!over) {
            return status;
        }
        var decided = run.decided().get();
        var at = Objects.requireNonNullElse(decided.lastTransitionTime(), Instant.EPOCH);
        var last = JobVerdict.last(decided, at);
        return status.toBuilder()
                .conditions(JobVerdict.with(status.conditions(), last))
                .completionTime(last.type().equals("Complete") ? at : null)
                .build();
    }

    private Job write(Job job, JobStatus status) {
        return status.equals(job.status()) ? job : jobs.updateStatus(job.withStatus(status));
    }

    private void untrack(Pod pod) {
        var metadata =
                JsonObject.of(
                                "$deleteFromPrimitiveList/finalizers",
                                JsonArray.of(new JsonText(JobPods.FINALIZER)))
                        .with("uid", uid(pod));
        try {
            pods.inNamespace(pod.namespace())
                    .patch(pod.name(), new Patch.Strategic(JsonObject.of("metadata", metadata)));
        } catch (ApiException e) {
            if (!Refused.notFound(e)) {
                throw e;
            }
        }
    }

    private static String uid(Pod pod) {
        return Objects.requireNonNullElse(pod.metadata().uid(), "");
    }
}
