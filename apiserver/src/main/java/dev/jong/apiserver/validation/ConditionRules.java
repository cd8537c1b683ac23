package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.meta.v1.Condition;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/// Conditions of the common form (meta/v1).
final class ConditionRules {
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");
    private static final int LONGEST_REASON = 1 << 10;
    private static final int LONGEST_MESSAGE = 32 << 10;

    private ConditionRules() {}

    static void check(List<Condition> conditions, FieldPath path, FieldErrors errors) {
        var seen = new HashSet<String>();
        for (int i = 0; i < conditions.size(); i++) {
            var at = path.index(i);
            var condition = conditions.get(i);
            if (!seen.add(condition.type())) {
                errors.duplicate(at.child("type"), condition.type());
            }
            check(condition, at, errors);
        }
    }

    private static void check(Condition condition, FieldPath at, FieldErrors errors) {
        errors.invalidEach(at.child("type"), condition.type(), Labels.key(condition.type()));
        if (!STATUSES.contains(condition.status())) {
            errors.notSupported(at.child("status"), condition.status(), STATUSES);
        }
        long generation = Objects.requireNonNullElse(condition.observedGeneration(), 0L);
        if (generation < 0) {
            errors.invalid(
                    at.child("observedGeneration"),
                    generation,
                    "must be greater than or equal to zero");
        }
        if (condition.lastTransitionTime() == null) {
            errors.required(at.child("lastTransitionTime"), "");
        }
        var reason = condition.reason();
        if (reason.isEmpty()) {
            errors.required(at.child("reason"), "");
        } else {
            errors.invalidEach(at.child("reason"), reason, FieldNames.conditionReason(reason));
            if (reason.length() > LONGEST_REASON) {
                errors.add(FieldError.tooLong(at.child("reason"), LONGEST_REASON));
            }
        }
        if (condition.message().length() > LONGEST_MESSAGE) {
            errors.add(FieldError.tooLong(at.child("message"), LONGEST_MESSAGE));
        }
    }
}
