package dev.jong.apiserver.custom.rule;

import dev.jong.api.GoText;
import dev.jong.api.Schema;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// How broken rules are told, in upstream's words.
final class RuleErrors {
    private RuleErrors() {}

    /// The error of a rule that does not hold. Objects and arrays are not shown.
    static FieldError broken(
            String path, JsonValue value, Schema schema, String detail, String reason) {
        return switch (reason) {
            case "FieldValueForbidden" ->
                    new FieldError(FieldError.Type.FORBIDDEN, path, "Forbidden: " + detail);
            case "FieldValueRequired" ->
                    new FieldError(FieldError.Type.REQUIRED, path, "Required value: " + detail);
            case "FieldValueDuplicate" ->
                    new FieldError(
                            FieldError.Type.DUPLICATE,
                            path,
                            "Duplicate value" + (isWhole(schema) ? "" : ": " + shown(value)));
            default ->
                    new FieldError(
                            FieldError.Type.INVALID,
                            path,
                            "Invalid value: "
                                    + (isWhole(schema) ? "" : shown(value) + ": ")
                                    + detail);
        };
    }

    /// The error of a rule that comes to nothing: shows the type.
    static FieldError failed(String path, Schema schema, String detail) {
        return new FieldError(
                FieldError.Type.INVALID,
                path,
                "Invalid value: \"" + typeName(schema) + "\": " + detail);
    }

    /// The root has no path, which upstream writes so.
    static String text(@Nullable FieldPath path) {
        return path == null ? "<nil>" : path.toString();
    }

    private static boolean isWhole(Schema schema) {
        return typeName(schema).equals("object") || typeName(schema).equals("array");
    }

    private static String shown(JsonValue value) {
        return value instanceof JsonText(var text) ? GoText.quote(text) : value.toString();
    }

    private static String typeName(Schema schema) {
        return switch (schema) {
            case Schema.Struct _, Schema.MapOf _ -> "object";
            case Schema.ListOf _ -> "array";
            case Schema.Any _ -> "";
            case Schema.Scalar scalar ->
                    switch (scalar.type()) {
                        case STRING -> "string";
                        case INTEGER -> "integer";
                        case NUMBER -> "number";
                        case BOOLEAN -> "boolean";
                        case INT_OR_STRING, QUANTITY -> "";
                    };
        };
    }
}
