package dev.jong.apiserver.validation;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.JobSpec;
import dev.jong.api.batch.v1.PodFailurePolicy;
import dev.jong.api.batch.v1.SuccessPolicy;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.names.Names;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.apiserver.defaults.JobSelectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Jobs.
final class JobRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST_PARALLEL = 100_000;

    private static final int LONGEST_MANAGER = 63;

    private JobRules() {}

    static List<FieldError> job(Job job) {
        var errors = new FieldErrors();
        var spec = job.spec();
        spec(spec, SPEC, errors);
        var selector = spec.selector();
        if (selector == null) {
            errors.required(SPEC.child("selector"), "");
        } else {
            SelectorRules.check(selector, SPEC.child("selector"), errors);
        }
        generated(job, errors);
        hostname(job, errors);
        var labels = spec.template().metadata().labels();
        if (SelectorRules.isSound(selector) && !LabelSelectors.of(selector).matches(labels)) {
            errors.invalid(
                    SPEC.child("template", "metadata", "labels"),
                    labels.isEmpty() ? new FieldError.Written("null") : labels,
                    "`selector` does not match template `labels`");
        }
        return errors.list();
    }

    /// The labels and the selector that the server gives to a Job which does not select by itself.
    private static void generated(Job job, FieldErrors errors) {
        var selector = job.spec().selector();
        if (selector == null || Boolean.TRUE.equals(job.spec().manualSelector())) {
            return;
        }
        var own = JobSelectors.labels(job);
        var labels = job.spec().template().metadata().labels();
        var path = SPEC.child("template", "metadata", "labels");
        own.forEach((key, value) -> {
            var there = labels.get(key);
            if (there == null) {
                errors.required(path.key(key), "must be '" + value + "'");
            } else if (!there.equals(value)) {
                errors.invalid(path.key(key), there, "must be '" + value + "'");
            }
        });
        if (SelectorRules.isSound(selector) && !LabelSelectors.of(selector).matches(own)) {
            errors.invalid(
                    SPEC.child("selector"),
                    SelectorRules.shown(selector),
                    "`selector` not auto-generated");
        }
    }

    /// Pods of an indexed Job are named by their index too.
    private static void hostname(Job job, FieldErrors errors) {
        var completions = job.spec().completions();
        if (!"Indexed".equals(job.spec().completionMode())
                || completions == null
                || completions <= 0) {
            return;
        }
        var longest = job.name() + "-" + (completions - 1);
        if (!Names.label(longest).isEmpty()) {
            errors.invalid(
                    FieldPath.of("metadata", "name"),
                    job.name(),
                    "will not able to create pod with invalid DNS label: " + longest);
        }
    }

    /// What Jobs and the Jobs of CronJobs must be like.
    static void spec(JobSpec spec, FieldPath path, FieldErrors errors) {
        errors.notNegative(path.child("parallelism"), spec.parallelism());
        errors.notNegative(path.child("completions"), spec.completions());
        errors.notNegative(path.child("activeDeadlineSeconds"), spec.activeDeadlineSeconds());
        errors.notNegative(path.child("backoffLimit"), spec.backoffLimit());
        errors.notNegative(path.child("ttlSecondsAfterFinished"), spec.ttlSecondsAfterFinished());
        errors.notNegative(path.child("backoffLimitPerIndex"), spec.backoffLimitPerIndex());
        errors.notNegative(path.child("maxFailedIndexes"), spec.maxFailedIndexes());
        if (spec.maxFailedIndexes() != null && spec.backoffLimitPerIndex() == null) {
            errors.required(
                    path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }
        indexes(spec, path, errors);
        JobPolicyRules.failure(spec, path.child("podFailurePolicy"), errors);
        success(spec, path.child("successPolicy"), errors);
        errors.known(
                path.child("podReplacementPolicy"),
                spec.podReplacementPolicy(),
                spec.podFailurePolicy() == null
                        ? List.of("Failed", "TerminatingOrFailed")
                        : List.of("Failed"));
        manager(spec.managedBy(), path.child("managedBy"), errors);
        PodRules.template(spec.template(), path.child("template"), errors);
        var restart = path.child("template", "spec", "restartPolicy");
        var policy = spec.template().spec().restartPolicy();
        if (policy == null || policy.equals("Always")) {
            errors.required(restart, "valid values: \"OnFailure\", \"Never\"");
        } else if (!List.of("OnFailure", "Never").contains(policy)) {
            errors.notSupported(restart, policy, List.of("OnFailure", "Never"));
        } else if (spec.podFailurePolicy() != null && !policy.equals("Never")) {
            errors.invalid(
                    restart,
                    policy,
                    "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    private static void manager(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name == null) {
            return;
        }
        DomainPrefix.check(name, path, errors);
        if (name.length() > LONGEST_MANAGER) {
            errors.add(FieldError.tooLong(path, LONGEST_MANAGER));
        }
    }

    private static void success(JobSpec spec, FieldPath path, FieldErrors errors) {
        var policy = spec.successPolicy();
        if ("Indexed".equals(spec.completionMode())) {
            JobPolicyRules.success(spec, path, errors);
        } else if (policy != null) {
            errors.invalid(
                    path, shown(policy, SuccessPolicy.CODEC), "requires indexed completion mode");
        }
    }

    private static void indexes(JobSpec spec, FieldPath path, FieldErrors errors) {
        var mode = spec.completionMode();
        errors.known(path.child("completionMode"), mode, List.of("NonIndexed", "Indexed"));
        var completions = spec.completions();
        var failed = spec.maxFailedIndexes();
        if (mode == null || mode.equals("NonIndexed")) {
            var indexed = "requires indexed completion mode";
            if (spec.backoffLimitPerIndex() != null) {
                errors.invalid(
                        path.child("backoffLimitPerIndex"), spec.backoffLimitPerIndex(), indexed);
            }
            if (failed != null) {
                errors.invalid(path.child("maxFailedIndexes"), failed, indexed);
            }
            return;
        }
        if (!"Indexed".equals(mode)) {
            return;
        }
        if (completions == null) {
            errors.required(path.child("completions"), "when completion mode is Indexed");
        }
        var parallelism = spec.parallelism();
        if (parallelism != null && parallelism > MOST_PARALLEL) {
            errors.invalid(
                    path.child("parallelism"),
                    parallelism,
                    "must be less than or equal to 100000 when completion mode is Indexed");
        }
        if (completions != null && failed != null && failed > completions) {
            errors.invalid(
                    path.child("maxFailedIndexes"),
                    failed,
                    "must be less than or equal to completions");
        }
    }

    static List<FieldError> update(Job now, Job old) {
        var errors = new FieldErrors();
        var spec = now.spec();
        var before = old.spec();
        boolean indexed = "Indexed".equals(spec.completionMode());
        if (indexed && !Objects.equals(spec.completions(), before.completions())) {
            if (spec.completions() != null && !spec.completions().equals(spec.parallelism())) {
                errors.invalid(
                        SPEC.child("completions"),
                        spec.completions(),
                        "can only be modified in tandem with spec.parallelism");
            }
        } else {
            errors.immutable(SPEC.child("completions"), spec.completions(), before.completions());
        }
        if (!Objects.equals(spec.selector(), before.selector())) {
            errors.invalid(
                    SPEC.child("selector"),
                    SelectorRules.shown(spec.selector()),
                    "field is immutable");
        }
        boolean waiting = Boolean.TRUE.equals(before.suspend()) && old.status().startTime() == null;
        var template = placed(spec.template(), old);
        if (waiting) {
            var masked = withResources(before.template().spec(), spec.template().spec());
            if (!template.spec().equals(placed(before.template().withSpec(masked), old).spec())) {
                errors.invalid(
                        SPEC.child("template", "spec"),
                        shown(spec.template().spec(), PodSpec.CODEC),
                        "field is immutable");
            }
        } else if (!template.equals(placed(before.template(), old))) {
            errors.invalid(
                    SPEC.child("template"),
                    shown(spec.template(), PodTemplateSpec.CODEC),
                    "field is immutable");
        }
        errors.immutable(
                SPEC.child("completionMode"), spec.completionMode(), before.completionMode());
        held(
                "podFailurePolicy",
                spec.podFailurePolicy(),
                before.podFailurePolicy(),
                PodFailurePolicy.CODEC,
                errors);
        held(
                "successPolicy",
                spec.successPolicy(),
                before.successPolicy(),
                SuccessPolicy.CODEC,
                errors);
        errors.immutable(
                SPEC.child("backoffLimitPerIndex"),
                spec.backoffLimitPerIndex(),
                before.backoffLimitPerIndex());
        errors.immutable(SPEC.child("managedBy"), spec.managedBy(), before.managedBy());
        return errors.list();
    }

    /// A Job that has not begun may still be given other resources (KEP-5440).
    private static PodSpec withResources(PodSpec old, PodSpec now) {
        return old.toBuilder()
                .containers(withResources(old.containers(), now.containers()))
                .initContainers(withResources(old.initContainers(), now.initContainers()))
                .build();
    }

    private static List<Container> withResources(List<Container> old, List<Container> now) {
        if (old.size() != now.size()) {
            return old;
        }
        var masked = new ArrayList<Container>();
        for (int i = 0; i < old.size(); i++) {
            var container = old.get(i);
            boolean same = container.name().equals(now.get(i).name());
            masked.add(same ? container.withResources(now.get(i).resources()) : container);
        }
        return masked;
    }

    /// A Job that has not begun may still be directed elsewhere.
    private static PodTemplateSpec placed(PodTemplateSpec template, Job old) {
        boolean waiting =
                Boolean.TRUE.equals(old.spec().suspend()) && old.status().startTime() == null;
        return waiting
                ? template.withMetadata(ObjectMeta.EMPTY)
                        .mapSpec(spec ->
                                spec.withAffinity(null)
                                        .withNodeSelector(Map.of())
                                        .withTolerations(List.of())
                                        .withSchedulingGates(List.of()))
                : template;
    }

    private static <T> void held(
            String field, @Nullable T now, @Nullable T old, Codec<T> codec, FieldErrors errors) {
        if (!Objects.equals(now, old)) {
            errors.invalid(
                    SPEC.child(field),
                    now == null ? null : shown(now, codec),
                    "field is immutable");
        }
    }

    private static <T> Object shown(T value, Codec<T> codec) {
        return new FieldError.Written(Json.text(Json.tree(value, codec)));
    }
}
