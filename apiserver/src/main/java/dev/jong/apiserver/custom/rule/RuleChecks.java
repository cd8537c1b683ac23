package dev.jong.apiserver.custom.rule;

import dev.jong.api.GoText;
import dev.jong.api.Schema;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import java.util.List;
import java.util.Optional;

/// What the rules of a definition's schema must obey: they compile, say what they need to, and name
/// `oldSelf` only where it can be told.
public final class RuleChecks {
    private static final List<String> REASONS =
            List.of(
                    "FieldValueDuplicate",
                    "FieldValueForbidden",
                    "FieldValueInvalid",
                    "FieldValueRequired");

    private final FieldErrors errors;

    private RuleChecks(FieldErrors errors) {
        this.errors = errors;
    }

    /// @param path of the schema in the definition
    public static void check(Schema.Struct root, FieldPath path, FieldErrors errors) {
        new RuleChecks(errors).schema(root, true, path, Optional.empty());
    }

    /// @param uncorrelatable the innermost place above, if any, whose values cannot be told from
    ///   one version of an object to the next
    private void schema(
            Schema schema, boolean resource, FieldPath path, Optional<FieldPath> uncorrelatable) {
        rules(schema, resource, path.child(Rule.KEYWORD), uncorrelatable);
        switch (schema) {
            case Schema.Struct struct -> fields(struct, resource, path, uncorrelatable);
            case Schema.MapOf map ->
                    schema(
                            map.values(),
                            RuleTree.isEmbedded(map.values()),
                            path.child("additionalProperties"),
                            uncorrelatable);
            case Schema.ListOf list ->
                    schema(
                            list.items(),
                            RuleTree.isEmbedded(list.items()),
                            path.child("items"),
                            list.type() == Schema.ListType.MAP
                                    ? uncorrelatable
                                    : Optional.of(path));
            case Schema.Scalar _, Schema.Any _ -> {}
        }
    }

    private void fields(
            Schema.Struct struct,
            boolean resource,
            FieldPath path,
            Optional<FieldPath> uncorrelatable) {
        for (var field : struct.fields().values()) {
            if (!(resource && field.name().equals("metadata"))) {
                schema(
                        field.schema(),
                        RuleTree.isEmbedded(field.schema()),
                        path.child("properties").key(field.name()),
                        uncorrelatable);
            }
        }
        var additional = struct.body().additional();
        if (additional != null) {
            schema(
                    additional,
                    RuleTree.isEmbedded(additional),
                    path.child("additionalProperties"),
                    uncorrelatable);
        }
    }

    private void rules(
            Schema schema, boolean resource, FieldPath path, Optional<FieldPath> uncorrelatable) {
        var rules = RuleScope.rules(schema.keywords());
        if (rules.isEmpty()) {
            return;
        }
        int before = errors.list().size();
        for (int i = 0; i < rules.size(); i++) {
            words(rules.get(i), schema, path.index(i));
        }
        if (errors.list().size() > before) {
            return;
        }
        var scope = RuleScope.of(schema, resource);
        for (int i = 0; i < rules.size(); i++) {
            compiled(scope.compile(rules.get(i)), path.index(i), uncorrelatable);
        }
    }

    private void words(Rule rule, Schema schema, FieldPath path) {
        var message = rule.message().strip();
        if (rule.rule().isBlank()) {
            errors.required(path.child("rule"), "rule is not specified");
        } else if (!rule.message().isEmpty() && message.isEmpty()) {
            errors.invalid(path.child("message"), rule.message(), "must be non-empty if specified");
        } else if (hasLines(message)) {
            errors.invalid(path.child("message"), rule.message(), "must not contain line breaks");
        } else if (hasLines(rule.rule().strip()) && message.isEmpty()) {
            errors.required(
                    path.child("message"),
                    "message must be specified if rule contains line breaks");
        }
        if (!rule.messageExpression().isEmpty() && rule.messageExpression().isBlank()) {
            errors.required(
                    path.child("messageExpression"),
                    "messageExpression must be non-empty if specified");
        }
        if (!rule.reason().isEmpty() && !REASONS.contains(rule.reason())) {
            errors.notSupported(path.child("reason"), rule.reason(), REASONS);
        }
        fieldPath(rule.fieldPath(), schema, path.child("fieldPath"));
    }

    private void fieldPath(String given, Schema schema, FieldPath path) {
        if (given.isEmpty()) {
            return;
        }
        if (given.isBlank()) {
            errors.invalid(path, given, "must be non-empty if specified");
        }
        if (hasLines(given)) {
            errors.invalid(path, given, "must not contain line breaks");
        }
        if (FieldPaths.resolve(given, schema).isEmpty()) {
            errors.invalid(path, given, "must be a valid path");
        }
    }

    private static boolean hasLines(String text) {
        return text.contains("\n") || text.contains("\r");
    }

    private void compiled(
            CompiledRule compiled, FieldPath path, Optional<FieldPath> uncorrelatable) {
        var rule = compiled.rule();
        if (!compiled.problem().isEmpty()) {
            errors.invalid(path.child("rule"), shown(rule), compiled.problem());
        }
        if (!compiled.messageProblem().isEmpty()) {
            errors.invalid(path.child("messageExpression"), shown(rule), compiled.messageProblem());
        }
        if (compiled.usesOldSelf() && uncorrelatable.isPresent()) {
            errors.invalid(
                    path.child("rule"),
                    rule.rule(),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                            + uncorrelatable.get());
        } else if (!compiled.usesOldSelf()
                && rule.optionalOldSelf() != null
                && compiled.problem().isEmpty()) {
            errors.invalid(
                    path.child("optionalOldSelf"),
                    rule.optionalOldSelf(),
                    "may not be set if oldSelf is not used in rule");
        }
    }

    /// As upstream prints the rule's internal type.
    private static FieldError.Written shown(Rule rule) {
        return new FieldError.Written(
                "{\"Rule\":"
                        + GoText.json(rule.rule())
                        + ",\"Message\":"
                        + GoText.json(rule.message())
                        + ",\"MessageExpression\":"
                        + GoText.json(rule.messageExpression())
                        + ",\"Reason\":"
                        + (rule.reason().isEmpty() ? "null" : GoText.json(rule.reason()))
                        + ",\"FieldPath\":"
                        + GoText.json(rule.fieldPath())
                        + ",\"OptionalOldSelf\":"
                        + rule.optionalOldSelf()
                        + "}");
    }
}
