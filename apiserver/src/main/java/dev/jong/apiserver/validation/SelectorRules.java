package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.LabelSelectorRequirement;
import dev.jong.api.names.Labels;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Labels, annotations, and selectors of labels.
public final class SelectorRules {
    private static final int MOST_ANNOTATION_BYTES = 256 << 10;

    private SelectorRules() {}

    static void labels(Map<String, String> labels, FieldPath path, FieldErrors errors) {
        labels.forEach((key, value) -> {
            errors.invalidEach(path, key, Labels.key(key));
            errors.invalidEach(path, value, Labels.value(value));
        });
    }

    /// Keys as those of labels, but in any case; limited in sum.
    public static void annotations(
            Map<String, String> annotations, FieldPath path, FieldErrors errors) {
        long size = 0;
        for (var entry : annotations.entrySet()) {
            errors.invalidEach(
                    path, entry.getKey(), Labels.key(entry.getKey().toLowerCase(Locale.ROOT)));
            size += entry.getKey().length() + entry.getValue().length();
        }
        if (size > MOST_ANNOTATION_BYTES) {
            errors.add(FieldError.tooLong(path, MOST_ANNOTATION_BYTES));
        }
    }

    /// Whether anything can be selected with it.
    static boolean isSound(@Nullable LabelSelector selector) {
        var errors = new FieldErrors();
        check(selector, FieldPath.of("selector"), errors);
        return errors.isEmpty();
    }

    public static void check(@Nullable LabelSelector selector, FieldPath path, FieldErrors errors) {
        if (selector == null) {
            return;
        }
        labels(selector.matchLabels(), path.child("matchLabels"), errors);
        var expressions = path.child("matchExpressions");
        for (int i = 0; i < selector.matchExpressions().size(); i++) {
            check(selector.matchExpressions().get(i), false, expressions.index(i), errors);
        }
    }

    /// @param anyOperator whether operators that are not known will do
    static void check(
            LabelSelectorRequirement expression,
            boolean anyOperator,
            FieldPath path,
            FieldErrors errors) {
        var values = path.child("values");
        switch (expression.operator()) {
            case "In", "NotIn" -> {
                if (expression.values().isEmpty()) {
                    errors.required(values, "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!expression.values().isEmpty()) {
                    errors.forbidden(
                            values,
                            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> {
                if (!anyOperator) {
                    errors.invalid(
                            path.child("operator"),
                            expression.operator(),
                            "not a valid selector operator");
                }
            }
        }
        errors.invalidEach(path.child("key"), expression.key(), Labels.key(expression.key()));
        for (int i = 0; i < expression.values().size(); i++) {
            var value = expression.values().get(i);
            errors.invalidEach(values.index(i), value, Labels.value(value));
        }
    }

    /// The selector as errors show it.
    static Object shown(@Nullable LabelSelector selector) {
        return selector == null
                ? new FieldError.Written("null")
                : new FieldError.Written(Json.text(Json.tree(selector, LabelSelector.CODEC)));
    }
}
