package dev.jong.apiserver.custom.value;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonValue;
import java.math.BigDecimal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Limits of numbers.
///
/// @param at where a name stands
record NumberRules(Function<String, FieldPath> at) {
    /// Larger exponents are written as such.
    private static final int PLAIN = 6;

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
        if (factor != null) {
            multiple(value, factor, name, found);
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

    private void multiple(JsonValue value, double factor, String name, Findings found) {
        var shown = text(value, factor);
        if (factor <= 0 || value instanceof JsonInteger && factor < 1) {
            var sentence = "factor MultipleOf declared for " + name + " must be positive: " + shown;
            found.add(
                    sentence,
                    FieldError.invalid(at.apply(name), new FieldError.Written(shown), sentence));
        } else if (!isMultiple(value, factor)) {
            tell(value, name, name + " in body should be a multiple of " + shown, found);
        }
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

    /// A limit as Go prints it beside such a value: whole numbers without its fraction.
    private static String text(JsonValue value, double limit) {
        return value instanceof JsonInteger ? Long.toString((long) limit) : text(limit);
    }

    /// As Go's `%v`: the shortest digits, with an exponent for what is large or small.
    static String text(double number) {
        if (number == 0) {
            return "0";
        }
        var digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        var unscaled = digits.unscaledValue().abs().toString();
        int exponent = unscaled.length() - 1 - digits.scale();
        if (exponent >= -4 && exponent < PLAIN) {
            return digits.toPlainString();
        }
        var fraction = unscaled.length() > 1 ? "." + unscaled.substring(1) : "";
        return (number < 0 ? "-" : "")
                + unscaled.charAt(0)
                + fraction
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
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
                            : value instanceof JsonInteger
                                    || number >= Long.MIN_VALUE && number < 0x1p63;
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
