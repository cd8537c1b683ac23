package dev.jong.apiserver.custom.value;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.List;
import java.util.Optional;

/// Whether a value has the type that a schema names. Pure.
final class TypeCheck {
    private static final List<String> INT_OR_STRING = List.of("integer", "string");

    private TypeCheck() {}

    /// A type that was wanted, and what was there.
    record Mismatch(String wanted, String found) {}

    /// Empty when the schema names none.
    static List<String> types(JSONSchemaProps schema) {
        if (schema.xKubernetesIntOrString()) {
            return INT_OR_STRING;
        }
        var type = schema.type();
        return type == null ? List.of() : List.of(type);
    }

    /// A text whose format is checked apart fits whatever else is said of its type, and so does a
    /// list: upstream's validator has it so.
    static Optional<Mismatch> check(JsonValue value, JSONSchemaProps schema) {
        var types = types(schema);
        if (value instanceof JsonNull) {
            return types.isEmpty() || types.contains("null") || schema.nullable()
                    ? Optional.empty()
                    : Optional.of(new Mismatch(String.join(",", types), "null"));
        }
        var format = ValueFormats.known(schema);
        var found = typeName(value);
        boolean fits =
                types.contains(found)
                        || types.contains("integer") && isWhole(value)
                        || types.contains("number") && found.equals("integer");
        boolean series = value instanceof JsonText || value instanceof JsonArray;
        if (!format.isEmpty()) {
            if (!series && !fits && !goFormat(value).equals(format)) {
                return Optional.of(new Mismatch(format, goFormat(value)));
            }
            if (series && !types.contains("number") && !types.contains("integer")) {
                return Optional.empty();
            }
        }
        return fits || types.isEmpty()
                ? Optional.empty()
                : Optional.of(new Mismatch(String.join(",", types), found));
    }

    private static boolean isWhole(JsonValue value) {
        return value instanceof JsonDecimal(var number)
                && number == Math.rint(number)
                && Math.abs(number) < 1L << 53;
    }

    static String typeName(JsonValue value) {
        return switch (value) {
            case JsonNull _ -> "null";
            case JsonText _ -> "string";
            case JsonInteger _ -> "integer";
            case JsonDecimal _ -> "number";
            case JsonBoolean _ -> "boolean";
            case JsonArray _ -> "array";
            case JsonObject _ -> "object";
        };
    }

    private static String goFormat(JsonValue value) {
        return switch (value) {
            case JsonInteger _ -> "int64";
            case JsonDecimal _ -> "float64";
            default -> "";
        };
    }
}
