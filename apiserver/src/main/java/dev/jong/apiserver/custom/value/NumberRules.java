package dev.jong.apiserver.custom.value;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonValue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Limits of numbers.
///
/// @param at where a name stands
record NumberRules(Function<String, FieldPath> at) {
    static boolean isNumber(JsonValue value) {
        return value instanceof JsonInteger || value instanceof JsonDecimal;
    }

    static double number(JsonValue value) {
        return switch (value) {
            case JsonInteger(var whole) -> whole;
            case JsonDecimal(var decimal) -> decimal;
            default -> Double.NaN;
        };
    }

    void check(JsonValue value, JSONSchemaProps schema, String name, Findings found) {
        inRange(value, schema, name, found);
        var factor = schema.multipleOf();
        if (factor != null && !isMultiple(value, factor)) {
            tell(
                    value,
                    name,
                    factor <= 0
                            ? "factor MultipleOf declared for "
                                    + name
                                    + " must be positive: "
                                    + text(value, factor)
                            : name + " in body should be a multiple of " + text(value, factor),
                    found);
        }
        var least = schema.minimum();
        if (least != null && isBeyond(-compare(value, least), schema.exclusiveMinimum())) {
            var words = schema.exclusiveMinimum() ? "greater than " : "greater than or equal to ";
            tell(value, name, name + " in body should be " + words + text(value, least), found);
        }
        var most = schema.maximum();
        if (most != null && isBeyond(compare(value, most), schema.exclusiveMaximum())) {
            var words = schema.exclusiveMaximum() ? "less than " : "less than or equal to ";
            tell(value, name, name + " in body should be " + words + text(value, most), found);
        }
        found.checked();
    }

    private void tell(JsonValue value, String name, String sentence, Findings found) {
        found.add(sentence, FieldError.invalid(at.apply(name), ValueRules.shown(value), sentence));
    }

    private static boolean isBeyond(int comparison, boolean exclusive) {
        return exclusive ? comparison >= 0 : comparison > 0;
    }

    /// Whole numbers are compared as such, with the limit's fraction cut off.
    private static int compare(JsonValue value, double limit) {
        return value instanceof JsonInteger(var whole)
                ? Long.compare(whole, (long) limit)
                : Double.compare(number(value), limit);
    }

    private static boolean isMultiple(JsonValue value, double factor) {
        if (value instanceof JsonInteger(var whole)) {
            long times = (long) factor;
            return times > 0 && whole % times == 0;
        }
        double times = factor < 1 ? 1 / factor * number(value) : number(value) / factor;
        return factor > 0 && times == Math.rint(times);
    }

    private static String text(JsonValue value, double limit) {
        boolean whole = value instanceof JsonInteger || limit == Math.rint(limit);
        return whole && Math.abs(limit) < 1e15
                ? Long.toString((long) limit)
                : new JsonDecimal(limit).toString();
    }

    /// The range that the type's format allows.
    private void inRange(JsonValue value, JSONSchemaProps schema, String name, Findings found) {
        var type = schema.xKubernetesIntOrString() ? null : schema.type();
        var format = ValueFormats.known(schema);
        @Nullable String wanted = null;
        if ("integer".equals(type)) {
            double number = number(value);
            boolean small = format.equals("int32");
            boolean fits =
                    small
                            ? number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE
                            : number >= Long.MIN_VALUE && number < 0x1p63;
            if (!fits || number != Math.rint(number)) {
                wanted =
                        format.isEmpty()
                                ? "integer (default format)"
                                : "integer with format " + format;
            }
        } else if ("number".equals(type) && format.equals("float")) {
            if (Math.abs(number(value)) > Float.MAX_VALUE) {
                wanted = "number with format float";
            }
        }
        if (wanted != null) {
            var sentence = "Checked value must be of type " + wanted + " in " + name;
            found.add(sentence, FieldError.invalid(at.apply(""), "", sentence));
        }
    }
}
