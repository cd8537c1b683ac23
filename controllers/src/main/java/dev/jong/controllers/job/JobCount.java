package dev.jong.controllers.job;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.UncountedTerminatedPods;
import dev.jong.api.core.v1.Pod;
import dev.jong.controllers.pod.PodState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Where a Job stands: its Pods and all that were counted before.
///
/// @param newSucceeded ended well, not yet in the status
/// @param newFailed ended badly, counting, not yet in the status
/// @param succeededIndexes of an indexed Job
/// @param failures how often each index failed
/// @param failMessage why a Pod's end fails the whole Job; "" if none does
record JobCount(
        List<Pod> active,
        List<Pod> newSucceeded,
        List<Pod> newFailed,
        int terminating,
        int succeeded,
        int failed,
        IndexSet succeededIndexes,
        IndexSet failedIndexes,
        Map<Integer, Integer> failures,
        String failMessage) {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(6);

    static JobCount of(Job job, List<Pod> pods) {
        var uncounted =
                Objects.requireNonNullElse(
                        job.status().uncountedTerminatedPods(), UncountedTerminatedPods.EMPTY);
        int completions = Objects.requireNonNullElse(job.spec().completions(), Integer.MAX_VALUE);
        boolean indexed = JobPods.isIndexed(job);
        var succeededIndexes =
                IndexSet.parse(job.status().completedIndexes(), indexed ? completions : 0);
        var failedIndexes = IndexSet.parse(job.status().failedIndexes(), indexed ? completions : 0);
        var newSucceeded = new ArrayList<Pod>();
        var newFailed = new ArrayList<Pod>();
        var failures = new HashMap<Integer, Integer>();
        var failMessage = "";
        for (var pod : pods) {
            var uid = Objects.requireNonNullElse(pod.metadata().uid(), "");
            int index = JobPods.index(pod);
            if (PodState.phase(pod).equals("Succeeded")) {
                if (indexed && index >= 0 && index < completions && JobPods.isTracked(pod)) {
                    succeededIndexes = succeededIndexes.with(index);
                }
                if (JobPods.isTracked(pod) && !uncounted.succeeded().contains(uid)) {
                    newSucceeded.add(pod);
                }
            } else if (JobPods.isFailed(job, pod)) {
                var meaning = FailurePolicy.of(job, pod);
                failMessage = failMessage.isEmpty() ? meaning.message() : failMessage;
                if (meaning.counts()
                        && JobPods.isTracked(pod)
                        && !uncounted.failed().contains(uid)) {
                    newFailed.add(pod);
                }
                int count = JobPods.failuresBefore(pod) + (meaning.counts() ? 1 : 0);
                failures.merge(index, count, Math::max);
                var limit = job.spec().backoffLimitPerIndex();
                if (limit != null && index >= 0 && (count > limit || meaning.failsIndex())) {
                    failedIndexes = failedIndexes.with(index);
                }
            }
        }
        int terminating =
                (int)
                        pods.stream()
                                .filter(pod ->
                                        PodState.isTerminating(pod) && !PodState.isFinished(pod))
                                .count();
        return new JobCount(
                pods.stream().filter(PodState::isActive).toList(),
                newSucceeded,
                newFailed,
                terminating,
                indexed
                        ? succeededIndexes.size()
                        : job.status().succeeded()
                                + newSucceeded.size()
                                + uncounted.succeeded().size(),
                job.status().failed() + newFailed.size() + uncounted.failed().size(),
                succeededIndexes,
                failedIndexes,
                failures,
                failMessage);
    }

    /// How long no new Pod is made because others failed; zero or less for no time.
    static Duration backoff(Job job, List<Pod> pods, Instant now) {
        var ended =
                pods.stream()
                        .filter(pod ->
                                PodState.phase(pod).equals("Succeeded")
                                        || JobPods.isFailed(job, pod))
                        .sorted(
                                Comparator.comparing((Pod pod) -> JobPods.finishedAt(pod, now))
                                        .reversed())
                        .toList();
        int row = 0;
        for (var pod : ended) {
            if (PodState.phase(pod).equals("Succeeded")) {
                break;
            }
            row++;
        }
        if (row == 0) {
            return Duration.ZERO;
        }
        var pause = FIRST_BACKOFF.multipliedBy(1L << Math.min(row - 1, 10));
        var capped = pause.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : pause;
        return Duration.between(now, JobPods.finishedAt(ended.getFirst(), now).plus(capped));
    }

    /// Restarts within Pods count where the kubelet restarts them.
    static boolean restartedTooOften(Job job, List<Pod> pods) {
        if (!"OnFailure".equals(job.spec().template().spec().restartPolicy())) {
            return false;
        }
        int restarts =
                pods.stream()
                        .filter(pod ->
                                PodState.phase(pod).equals("Running")
                                        || PodState.phase(pod).equals("Pending"))
                        .mapToInt(pod ->
                                pod.status().containerStatuses().stream()
                                                .mapToInt(status -> status.restartCount())
                                                .sum()
                                        + pod.status().initContainerStatuses().stream()
                                                .mapToInt(status -> status.restartCount())
                                                .sum())
                        .sum();
        int limit = Objects.requireNonNullElse(job.spec().backoffLimit(), 6);
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }
}
