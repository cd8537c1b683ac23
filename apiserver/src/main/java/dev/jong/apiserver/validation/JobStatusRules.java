package dev.jong.apiserver.validation;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.UncountedTerminatedPods;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a Job's controller, which need not be ours (KEP-4368), may say of it. What is as it was may
/// stay wrong.
final class JobStatusRules {
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final FieldPath CONDITIONS = STATUS.child("conditions");
    private static final String DONE = "Complete";
    private static final String FAILED = "Failed";
    private static final String FAILING = "FailureTarget";
    private static final String SUCCEEDING = "SuccessCriteriaMet";

    private final Job now;
    private final Job old;
    private final FieldErrors errors = new FieldErrors();

    private JobStatusRules(Job now, Job old) {
        this.now = now;
        this.old = old;
    }

    static List<FieldError> check(Job now, Job old) {
        var rules = new JobStatusRules(now, old);
        rules.counts();
        rules.conditions();
        rules.times();
        rules.finished();
        rules.indexes();
        rules.progress();
        return rules.errors.list();
    }

    private void counts() {
        var status = now.status();
        errors.notNegative(STATUS.child("active"), status.active());
        errors.notNegative(STATUS.child("succeeded"), status.succeeded());
        errors.notNegative(STATUS.child("failed"), status.failed());
        errors.notNegative(STATUS.child("ready"), status.ready());
        errors.notNegative(STATUS.child("terminating"), status.terminating());
        var uncounted = status.uncountedTerminatedPods();
        if (uncounted != null) {
            var seen = new HashSet<String>();
            var path = STATUS.child("uncountedTerminatedPods");
            uncounted(uncounted.succeeded(), seen, path.child("succeeded"));
            uncounted(uncounted.failed(), seen, path.child("failed"));
        }
        var ready = status.ready();
        boolean changed =
                !Objects.equals(ready, old.status().ready())
                        || status.active() != old.status().active();
        if (changed && ready != null && ready > status.active()) {
            errors.invalid(STATUS.child("ready"), ready, "cannot set more ready pods than active");
        }
    }

    private void uncounted(List<String> pods, Set<String> seen, FieldPath path) {
        for (int i = 0; i < pods.size(); i++) {
            if (pods.get(i).isEmpty()) {
                errors.invalid(path.index(i), "", "must not be empty");
            } else if (!seen.add(pods.get(i))) {
                errors.duplicate(path.index(i), pods.get(i));
            }
        }
    }

    private static boolean is(Job job, String condition) {
        return job.status().conditions().stream()
                .anyMatch(each -> each.type().equals(condition) && each.status().equals("True"));
    }

    private static boolean isFinished(Job job) {
        return is(job, DONE) || is(job, FAILED);
    }

    /// Whether a condition came or went.
    private boolean turned(String condition) {
        return is(now, condition) != is(old, condition);
    }

    private boolean finishTurned() {
        return isFinished(now) != isFinished(old);
    }

    private void refuse(String why) {
        errors.add(FieldError.valueless(CONDITIONS, why));
    }

    private void conditions() {
        boolean done = is(now, DONE);
        boolean failed = is(now, FAILED);
        boolean succeeding = is(now, SUCCEEDING);
        if ((turned(DONE) || turned(FAILED)) && done && failed) {
            refuse("cannot set Complete=True and Failed=true conditions");
        }
        if ((turned(DONE) || turned(FAILING)) && done && is(now, FAILING)) {
            refuse("cannot set Complete=True and FailureTarget=true conditions");
        }
        if ((turned(FAILED) || failedIndexesChanged()) && failed && !is(now, FAILING)) {
            refuse("cannot set Failed=True condition without the FailureTarget=true condition");
        }
        if ((turned(DONE) || turned(SUCCEEDING)) && done && !succeeding) {
            refuse(
                    "cannot set Complete=True condition without the SuccessCriteriaMet=true"
                            + " condition");
        }
        if (succeeding && failed) {
            refuse("cannot set SuccessCriteriaMet=True and Failed=true conditions");
        }
        if (succeeding && is(now, FAILING)) {
            refuse("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        }
        if (now.spec().successPolicy() != null && done && !succeeding) {
            refuse(
                    "cannot set Complete=True for Job with SuccessPolicy unless"
                            + " SuccessCriteriaMet=True");
        }
    }

    private void times() {
        var start = now.status().startTime();
        var end = now.status().completionTime();
        var endBefore = old.status().completionTime();
        boolean done = is(now, DONE);
        boolean started = !Objects.equals(start, old.status().startTime());
        boolean ended = !Objects.equals(end, endBefore);
        var path = STATUS.child("completionTime");
        if ((turned(DONE) || ended) && end != null && !done) {
            errors.invalid(
                    path,
                    shown(end),
                    "cannot set completionTime when there is no Complete=True condition");
        }
        if ((turned(DONE) || ended) && end == null && done) {
            errors.required(path, "completionTime is required for Complete jobs");
        }
        if ((started || ended) && start != null && end != null && end.isBefore(start)) {
            errors.invalid(path, shown(end), "must be equal to or after `startTime`");
        }
        if (end != null && endBefore != null && ended) {
            errors.invalid(path, shown(end), "field is immutable");
        }
        var before = old.status().startTime();
        boolean suspended = Boolean.TRUE.equals(now.spec().suspend());
        if (started && before != null && !suspended && !resumes()) {
            errors.invalid(
                    STATUS.child("startTime"),
                    start == null ? null : shown(start),
                    "field is immutable for unsuspended job once set");
        }
    }

    private boolean resumes() {
        return is(old, "Suspended")
                && now.status().conditions().stream()
                        .anyMatch(each ->
                                each.type().equals("Suspended") && each.status().equals("False"));
    }

    private static FieldError.Written shown(Instant time) {
        return new FieldError.Written("\"" + time + "\"");
    }

    private void finished() {
        if (!isFinished(now)) {
            return;
        }
        var status = now.status();
        boolean turned = finishTurned();
        if ((turned || status.active() != old.status().active()) && status.active() > 0) {
            errors.invalid(
                    STATUS.child("active"),
                    status.active(),
                    "active>0 is invalid for finished job");
        }
        boolean started = !Objects.equals(status.startTime(), old.status().startTime());
        boolean empty =
                Boolean.TRUE.equals(now.spec().suspend())
                        && Integer.valueOf(0).equals(now.spec().completions());
        if ((turned || started) && !empty && status.startTime() == null) {
            errors.required(STATUS.child("startTime"), "startTime is required for finished job");
        }
        var uncounted = status.uncountedTerminatedPods();
        boolean counted = uncounted == null || uncounted.equals(UncountedTerminatedPods.EMPTY);
        boolean recounted = !Objects.equals(uncounted, old.status().uncountedTerminatedPods());
        if ((turned || recounted) && uncounted != null && !counted) {
            errors.invalid(
                    STATUS.child("uncountedTerminatedPods"),
                    new FieldError.Written(
                            Json.text(Json.tree(uncounted, UncountedTerminatedPods.CODEC))),
                    "must be empty for finished job");
        }
        var ending = status.terminating();
        boolean changed = !Objects.equals(ending, old.status().terminating());
        if ((turned || changed) && ending != null && ending > 0) {
            errors.invalid(
                    STATUS.child("terminating"),
                    ending,
                    "terminating>0 is invalid for finished job");
        }
    }

    private boolean failedIndexesChanged() {
        return !Objects.equals(now.status().failedIndexes(), old.status().failedIndexes());
    }

    private void indexes() {
        var completed = Objects.requireNonNullElse(now.status().completedIndexes(), "");
        var failed = now.status().failedIndexes();
        boolean completedChanged =
                !completed.equals(Objects.requireNonNullElse(old.status().completedIndexes(), ""));
        boolean failedChanged = failedIndexesChanged();
        var completions = now.spec().completions();
        var limit = now.spec().backoffLimitPerIndex();
        if (completedChanged && completions != null) {
            readable("completedIndexes", completed, completions);
        }
        if (failedChanged && completions != null && limit != null && failed != null) {
            readable("failedIndexes", failed, completions);
        }
        boolean indexed = "Indexed".equals(now.spec().completionMode());
        if (completedChanged && !completed.isEmpty() && !indexed) {
            errors.invalid(
                    STATUS.child("completedIndexes"),
                    completed,
                    "cannot set non-empty completedIndexes when non-indexed completion mode");
        }
        if (failedChanged && failed != null && limit == null) {
            errors.invalid(
                    STATUS.child("failedIndexes"),
                    failed,
                    "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        }
        if ((failedChanged || completedChanged) && completions != null && failed != null) {
            overlap(completed, failed, completions)
                    .ifPresent(index ->
                            errors.invalid(
                                    STATUS.child("failedIndexes"),
                                    failed,
                                    "failedIndexes and completedIndexes overlap at index: "
                                            + index));
        }
    }

    private void readable(String field, String indexes, int completions) {
        try {
            IndexRanges.count(indexes, completions);
        } catch (IllegalArgumentException wrong) {
            errors.invalid(
                    STATUS.child(field),
                    indexes,
                    "error parsing " + field + ": " + wrong.getMessage());
        }
    }

    private static Optional<Integer> overlap(String completed, String failed, int completions) {
        var done = IndexRanges.readable(completed, completions);
        return IndexRanges.readable(failed, completions).stream()
                .flatMap(range -> done.stream().flatMap(other -> range.common(other).stream()))
                .min(Integer::compare);
    }

    /// What has ended cannot begin anew, and what is counted stays counted.
    private void progress() {
        for (var condition : List.of(FAILED, DONE, FAILING)) {
            if (is(old, condition) && !is(now, condition)) {
                refuse("cannot disable the terminal " + condition + "=True condition");
            }
        }
        var status = now.status();
        if (status.failed() < old.status().failed()) {
            errors.invalid(
                    STATUS.child("failed"), status.failed(), "cannot decrease the failed counter");
        }
        var spec = now.spec();
        boolean scalable =
                "Indexed".equals(spec.completionMode())
                        && same(spec.completions(), spec.parallelism());
        if (!scalable && status.succeeded() < old.status().succeeded()) {
            errors.invalid(
                    STATUS.child("succeeded"),
                    status.succeeded(),
                    "cannot decrease the succeeded counter");
        }
        if (is(old, SUCCEEDING) && !is(now, SUCCEEDING)) {
            refuse("cannot disable the SuccessCriteriaMet=True condition");
        }
        if (is(old, DONE) && !is(old, SUCCEEDING) && is(now, SUCCEEDING)) {
            refuse(
                    "cannot set SuccessCriteriaMet=True for Job already has Complete=true"
                            + " conditions");
        }
    }

    private static boolean same(@Nullable Integer one, @Nullable Integer other) {
        return Objects.equals(one, other);
    }
}
