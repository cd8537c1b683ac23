package dev.jong.apiserver.custom.rule;

import dev.jong.api.Schema;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonValue;
import java.util.List;

/// The rules of a schema over a value that stands in no object: a default.
public final class ValueChecker {
    private ValueChecker() {}

    /// Asks them as for a value that stays as it was and, when it may, as for a new one: rules of
    /// changes hold in both cases.
    public static List<FieldError> check(JsonValue value, Schema schema, FieldPath path) {
        var rules = RuleTree.of(schema, RuleTree.isEmbedded(schema));
        if (rules == null) {
            return List.of();
        }
        var unchanged = ObjectRules.check(rules, value, value, path);
        return unchanged.isEmpty() ? ObjectRules.check(rules, value, null, path) : unchanged;
    }
}
