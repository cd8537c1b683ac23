package dev.jong.apiserver.custom.definition;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.apiextensions.v1.ValidationRule;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `x-kubernetes-validations` before anything is compiled.
final class RuleWords {
    private static final List<String> REASONS =
            List.of(
                    "FieldValueDuplicate",
                    "FieldValueForbidden",
                    "FieldValueInvalid",
                    "FieldValueRequired");

    private RuleWords() {}

    static void check(JSONSchemaProps schema, FieldPath path, FieldErrors errors) {
        var rules = schema.xKubernetesValidations();
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), schema, path.child("x-kubernetes-validations").index(i), errors);
        }
    }

    private static void rule(
            ValidationRule rule, JSONSchemaProps schema, FieldPath path, FieldErrors errors) {
        var given = text(rule.message());
        var message = given.strip();
        if (rule.rule().isBlank()) {
            errors.required(path.child("rule"), "rule is not specified");
        } else if (!given.isEmpty() && message.isEmpty()) {
            errors.invalid(path.child("message"), given, "must be non-empty if specified");
        } else if (hasLines(message)) {
            errors.invalid(path.child("message"), given, "must not contain line breaks");
        } else if (hasLines(rule.rule().strip()) && message.isEmpty()) {
            errors.required(
                    path.child("message"),
                    "message must be specified if rule contains line breaks");
        }
        var expression = text(rule.messageExpression());
        if (!expression.isEmpty() && expression.isBlank()) {
            errors.required(
                    path.child("messageExpression"),
                    "messageExpression must be non-empty if specified");
        }
        var reason = rule.reason();
        if (reason != null && !REASONS.contains(reason)) {
            errors.notSupported(path.child("reason"), reason, REASONS);
        }
        fieldPath(text(rule.fieldPath()), schema, path.child("fieldPath"), errors);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void fieldPath(
            String given, JSONSchemaProps schema, FieldPath path, FieldErrors errors) {
        if (given.isEmpty()) {
            return;
        }
        if (given.isBlank()) {
            errors.invalid(path, given, "must be non-empty if specified");
        }
        if (hasLines(given)) {
            errors.invalid(path, given, "must not contain line breaks");
        }
        if (SchemaPath.resolve(given, schema, true) instanceof SchemaPath.Wrong) {
            errors.invalid(path, given, "must be a valid path");
        }
    }

    private static boolean hasLines(String text) {
        return text.contains("\n") || text.contains("\r");
    }
}
