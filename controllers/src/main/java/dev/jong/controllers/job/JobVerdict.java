package dev.jong.controllers.job;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.JobCondition;
import dev.jong.api.batch.v1.SuccessPolicy;
import dev.jong.api.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a Job is decided: by success or by failure. Its Pods may still have to end.
final class JobVerdict {
    static final String SUCCESS = "SuccessCriteriaMet";
    static final String FAILURE = "FailureTarget";

    private JobVerdict() {}

    static boolean isFinished(Job job) {
        return isTrue(job, "Complete") || isTrue(job, "Failed");
    }

    static boolean isSuspended(Job job) {
        return Boolean.TRUE.equals(job.spec().suspend());
    }

    static boolean isTrue(Job job, String type) {
        return find(job, type).filter(condition -> condition.status().equals("True")).isPresent();
    }

    static Optional<JobCondition> find(Job job, String type) {
        return job.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /// The condition that decides the Job, from before or new; empty while it goes on.
    static Optional<JobCondition> of(Job job, JobCount count, List<Pod> pods, Instant now) {
        for (var type : List.of(SUCCESS, FAILURE)) {
            if (isTrue(job, type)) {
                return find(job, type);
            }
        }
        if (!count.failMessage().isEmpty()) {
            return Optional.of(condition(FAILURE, "PodFailurePolicy", count.failMessage(), now));
        }
        if (count.failed() > Objects.requireNonNullElse(job.spec().backoffLimit(), 6)
                || JobCount.restartedTooOften(job, pods)) {
            return Optional.of(
                    condition(
                            FAILURE,
                            "BackoffLimitExceeded",
                            "Job has reached the specified backoff limit",
                            now));
        }
        if (isPastDeadline(job, now)) {
            return Optional.of(
                    condition(
                            FAILURE,
                            "DeadlineExceeded",
                            "Job was active longer than specified deadline",
                            now));
        }
        return JobPods.isIndexed(job) ? byIndexes(job, count, now) : Optional.empty();
    }

    private static Optional<JobCondition> byIndexes(Job job, JobCount count, Instant now) {
        int completions = Objects.requireNonNullElse(job.spec().completions(), 0);
        var mostFailed = job.spec().maxFailedIndexes();
        int failed = count.failedIndexes().size();
        if (mostFailed != null && failed > mostFailed) {
            return Optional.of(
                    condition(
                            FAILURE,
                            "MaxFailedIndexesExceeded",
                            "Job has exceeded the specified maximal number of failed indexes",
                            now));
        }
        if (failed > 0 && failed + count.succeededIndexes().size() >= completions) {
            return Optional.of(condition(FAILURE, "FailedIndexes", "Job has failed indexes", now));
        }
        var rule = matchedRule(job.spec().successPolicy(), count.succeededIndexes(), completions);
        return rule < 0
                ? Optional.empty()
                : Optional.of(
                        condition(SUCCESS, "SuccessPolicy", "Matched rules at index " + rule, now));
    }

    private static int matchedRule(
            @Nullable SuccessPolicy policy, IndexSet succeeded, int completions) {
        if (policy == null || succeeded.size() == 0) {
            return -1;
        }
        for (int i = 0; i < policy.rules().size(); i++) {
            var rule = policy.rules().get(i);
            var enough = rule.succeededCount();
            if (rule.succeededIndexes() != null) {
                var wanted = IndexSet.parse(rule.succeededIndexes(), completions);
                int shared = wanted.sharedWith(succeeded);
                if (wanted.size() > 0
                        && (shared == wanted.size() || (enough != null && shared >= enough))) {
                    return i;
                }
            } else if (enough != null && succeeded.size() >= enough) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isPastDeadline(Job job, Instant now) {
        var seconds = job.spec().activeDeadlineSeconds();
        var start = job.status().startTime();
        return seconds != null
                && start != null
                && !isSuspended(job)
                && !now.isBefore(start.plusSeconds(seconds));
    }

    static JobCondition success(Instant now) {
        return condition(
                SUCCESS, "CompletionsReached", "Reached expected number of succeeded pods", now);
    }

    /// What a decided Job is called once all its Pods have ended.
    static JobCondition last(JobCondition decided, Instant now) {
        return condition(
                decided.type().equals(SUCCESS) ? "Complete" : "Failed",
                Objects.requireNonNullElse(decided.reason(), ""),
                Objects.requireNonNullElse(decided.message(), ""),
                now);
    }

    static JobCondition condition(String type, String reason, String message, Instant now) {
        return JobCondition.builder()
                .type(type)
                .status("True")
                .reason(reason)
                .message(message)
                .lastProbeTime(now)
                .lastTransitionTime(now)
                .build();
    }

    /// With the condition added, or replaced where it says something else.
    static List<JobCondition> with(List<JobCondition> conditions, JobCondition condition) {
        var result = new ArrayList<JobCondition>();
        boolean found = false;
        for (var each : conditions) {
            if (each.type().equals(condition.type())) {
                found = true;
                boolean same =
                        each.status().equals(condition.status())
                                && Objects.equals(each.reason(), condition.reason())
                                && Objects.equals(each.message(), condition.message());
                result.add(same ? each : condition);
            } else {
                result.add(each);
            }
        }
        if (!found) {
            result.add(condition);
        }
        return result;
    }
}
