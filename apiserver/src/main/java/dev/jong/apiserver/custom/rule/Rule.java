package dev.jong.apiserver.custom.rule;

import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// One of `x-kubernetes-validations`; what is left out is empty.
///
/// @param optionalOldSelf whether `oldSelf` is an optional value; null when nothing is said
record Rule(
        String rule,
        String message,
        String messageExpression,
        String reason,
        String fieldPath,
        @Nullable Boolean optionalOldSelf) {
    static final String KEYWORD = "x-kubernetes-validations";

    static Rule of(JsonObject json) {
        return new Rule(
                text(json, "rule"),
                text(json, "message"),
                text(json, "messageExpression"),
                text(json, "reason"),
                text(json, "fieldPath"),
                json.get("optionalOldSelf") instanceof JsonBoolean(var value) ? value : null);
    }

    boolean isOptional() {
        return Boolean.TRUE.equals(optionalOldSelf);
    }

    /// The rule as messages show it.
    String shown() {
        return message.isEmpty() ? rule.strip() : message.strip();
    }

    private static String text(JsonObject json, String name) {
        var text = json.text(name);
        return text == null ? "" : text;
    }
}
