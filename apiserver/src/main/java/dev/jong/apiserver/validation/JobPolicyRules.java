package dev.jong.apiserver.validation;

import dev.jong.api.batch.v1.JobSpec;
import dev.jong.api.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import dev.jong.api.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import dev.jong.api.batch.v1.PodFailurePolicyRule;
import dev.jong.api.batch.v1.SuccessPolicyRule;
import dev.jong.api.core.v1.Container;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// When a Job has failed or succeeded before all its Pods have (KEP-3329, KEP-3998).
final class JobPolicyRules {
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");
    private static final int MOST_RULES = 20;
    private static final int MOST_CODES = 255;

    private JobPolicyRules() {}

    static void failure(JobSpec spec, FieldPath path, FieldErrors errors) {
        var policy = spec.podFailurePolicy();
        if (policy == null) {
            return;
        }
        var rules = policy.rules();
        if (rules.size() > MOST_RULES) {
            errors.add(FieldError.tooMany(path.child("rules"), rules.size(), MOST_RULES));
        }
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), spec, path.child("rules").index(i), errors);
        }
    }

    private static void rule(
            PodFailurePolicyRule rule, JobSpec spec, FieldPath path, FieldErrors errors) {
        var action = rule.action();
        if (action.equals("FailIndex") && spec.backoffLimitPerIndex() == null) {
            errors.invalid(
                    path.child("action"), action, "requires the backoffLimitPerIndex to be set");
        }
        named(action, ACTIONS, path.child("action"), errors);
        var codes = rule.onExitCodes();
        var conditions = rule.onPodConditions();
        if (codes != null) {
            codes(codes, containers(spec), path.child("onExitCodes"), errors);
        }
        if (conditions.size() > MOST_RULES) {
            errors.add(
                    FieldError.tooMany(
                            path.child("onPodConditions"), conditions.size(), MOST_RULES));
        }
        for (int i = 0; i < conditions.size(); i++) {
            condition(conditions.get(i), path.child("onPodConditions").index(i), errors);
        }
        if (codes != null && !conditions.isEmpty()) {
            errors.add(
                    FieldError.valueless(
                            path,
                            "specifying both OnExitCodes and OnPodConditions is not supported"));
        }
        if (codes == null && conditions.isEmpty()) {
            errors.add(
                    FieldError.valueless(
                            path, "specifying one of OnExitCodes and OnPodConditions is required"));
        }
    }

    /// One of a few names; what is missing is told what there is.
    private static void named(String name, List<String> known, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(
                    path,
                    known.stream()
                            .collect(Collectors.joining("\" \"", "valid values: [\"", "\"]")));
        } else if (!known.contains(name)) {
            errors.notSupported(path, name, known);
        }
    }

    private static Set<String> containers(JobSpec spec) {
        var pod = spec.template().spec();
        return Stream.concat(pod.containers().stream(), pod.initContainers().stream())
                .map(Container::name)
                .collect(Collectors.toSet());
    }

    private static void codes(
            PodFailurePolicyOnExitCodesRequirement codes,
            Set<String> containers,
            FieldPath path,
            FieldErrors errors) {
        named(codes.operator(), OPERATORS, path.child("operator"), errors);
        var container = codes.containerName();
        if (container != null && !containers.contains(container)) {
            errors.invalid(
                    path.child("containerName"),
                    container,
                    "must be one of the container or initContainer names in the pod template");
        }
        var values = codes.values();
        var at = path.child("values");
        if (values.isEmpty()) {
            errors.invalid(at, null, "at least one value is required");
        } else if (values.size() > MOST_CODES) {
            errors.add(FieldError.tooMany(at, values.size(), MOST_CODES));
        }
        boolean ordered = true;
        var seen = new HashSet<Integer>();
        for (int i = 0; i < values.size(); i++) {
            int value = values.get(i);
            if (value == 0 && codes.operator().equals("In")) {
                errors.invalid(at.index(i), value, "must not be 0 for the In operator");
            }
            if (!seen.add(value)) {
                errors.duplicate(at.index(i), value);
            }
            ordered &= i == 0 || values.get(i - 1) <= value;
        }
        if (!ordered) {
            errors.invalid(at, values, "must be ordered");
        }
    }

    private static void condition(
            PodFailurePolicyOnPodConditionsPattern pattern, FieldPath path, FieldErrors errors) {
        errors.invalidEach(path.child("type"), pattern.type(), Labels.key(pattern.type()));
        named(pattern.status(), STATUSES, path.child("status"), errors);
    }

    /// Of an indexed Job.
    static void success(JobSpec spec, FieldPath path, FieldErrors errors) {
        var policy = spec.successPolicy();
        if (policy == null) {
            return;
        }
        var rules = policy.rules();
        if (rules.isEmpty()) {
            errors.required(
                    path.child("rules"),
                    "at least one rules must be specified when the successPolicy is specified");
        }
        if (rules.size() > MOST_RULES) {
            errors.add(FieldError.tooMany(path.child("rules"), rules.size(), MOST_RULES));
        }
        int completions = Objects.requireNonNullElse(spec.completions(), 0);
        for (int i = 0; i < rules.size(); i++) {
            success(rules.get(i), completions, path.child("rules").index(i), errors);
        }
    }

    private static void success(
            SuccessPolicyRule rule, int completions, FieldPath path, FieldErrors errors) {
        var indexes = rule.succeededIndexes();
        var count = rule.succeededCount();
        if (indexes == null && count == null) {
            errors.required(
                    path, "at least one of succeededCount or succeededIndexes must be specified");
        }
        int total = 0;
        if (indexes != null) {
            try {
                total = IndexRanges.count(indexes, completions);
            } catch (IllegalArgumentException wrong) {
                errors.invalid(
                        path.child("succeededIndexes"),
                        indexes,
                        "error parsing succeededIndexes: " + wrong.getMessage());
            }
        }
        if (count == null) {
            return;
        }
        var at = path.child("succeededCount");
        errors.notNegative(at, count);
        if (count > completions) {
            errors.invalid(
                    at,
                    count,
                    "must be less than or equal to "
                            + completions
                            + " (the number of specified completions)");
        }
        if (indexes != null && count > total) {
            errors.invalid(
                    at,
                    count,
                    "must be less than or equal to "
                            + total
                            + " (the number of indexes in the specified succeededIndexes field)");
        }
    }
}
