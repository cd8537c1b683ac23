package dev.jong.apiserver.custom;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Schemas inside `allOf`, `anyOf`, `oneOf` and `not`: they say something about values and nothing
/// about types. Only whether a value fits is told. Pure.
final class NestedRules {
    private static final int MOST_REMEMBERED = 1_000;
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private NestedRules() {}

    /// What is wrong with a value by the combinations beside its type, in upstream's words.
    static List<String> problems(JsonValue value, JsonObject keywords) {
        var problems = new ArrayList<String>();
        var all = keywords.array("allOf");
        if (all.size() > 0 && fitting(value, all) < all.size()) {
            problems.add("must validate all the schemas (allOf)");
        }
        var any = keywords.array("anyOf");
        if (any.size() > 0 && fitting(value, any) == 0) {
            problems.add("must validate at least one schema (anyOf)");
        }
        var one = keywords.array("oneOf");
        long found = one.size() == 0 ? 1 : fitting(value, one);
        if (found != 1) {
            problems.add(
                    "must validate one and only one schema (oneOf). "
                            + (found == 0
                                    ? "Found none valid"
                                    : "Found " + found + " valid alternatives"));
        }
        if (keywords.get("not") instanceof JsonObject not && fits(value, not)) {
            problems.add("must not validate the schema (not)");
        }
        return problems;
    }

    private static long fitting(JsonValue value, JsonArray schemas) {
        return schemas.items().stream()
                .filter(schema -> !(schema instanceof JsonObject object) || fits(value, object))
                .count();
    }

    private static boolean fits(JsonValue value, JsonObject schema) {
        if (schema.has("enum") && !schema.array("enum").items().contains(value)) {
            return false;
        }
        var type = schema.text("type");
        if (type != null && !isOfType(value, type)) {
            return false;
        }
        boolean own =
                switch (value) {
                    case JsonObject object -> fitsObject(object, schema);
                    case JsonArray array -> fitsArray(array, schema);
                    case JsonText(var text) -> fitsText(text, schema);
                    case JsonInteger(var whole) -> fitsNumber((double) whole, schema);
                    case JsonDecimal(var decimal) -> fitsNumber(decimal, schema);
                    default -> true;
                };
        return own && problems(value, schema).isEmpty();
    }

    private static boolean isOfType(JsonValue value, String type) {
        return switch (type) {
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            case "string" -> value instanceof JsonText;
            case "boolean" -> value instanceof JsonBoolean;
            case "integer" ->
                    value instanceof JsonInteger
                            || value instanceof JsonDecimal(var decimal)
                                    && decimal == Math.rint(decimal);
            case "number" -> value instanceof JsonInteger || value instanceof JsonDecimal;
            default -> true;
        };
    }

    private static boolean fitsObject(JsonObject object, JsonObject schema) {
        for (var name : schema.array("required").items()) {
            if (name instanceof JsonText(var text) && !object.has(text)) {
                return false;
            }
        }
        for (var property : schema.object("properties").fields().entrySet()) {
            var present = object.get(property.getKey());
            if (present != null
                    && property.getValue() instanceof JsonObject inner
                    && !fits(present, inner)) {
                return false;
            }
        }
        if (schema.get("additionalProperties") instanceof JsonObject inner) {
            var declared = schema.object("properties");
            for (var field : object.fields().entrySet()) {
                if (!declared.has(field.getKey()) && !fits(field.getValue(), inner)) {
                    return false;
                }
            }
        }
        return counts(object.fields().size(), schema, "Properties");
    }

    private static boolean fitsArray(JsonArray array, JsonObject schema) {
        if (schema.get("items") instanceof JsonObject inner) {
            for (var item : array.items()) {
                if (!fits(item, inner)) {
                    return false;
                }
            }
        }
        return counts(array.size(), schema, "Items");
    }

    private static boolean fitsText(String text, JsonObject schema) {
        var pattern = schema.text("pattern");
        return counts(text.codePointCount(0, text.length()), schema, "Length")
                && (pattern == null || matches(pattern, text));
    }

    private static boolean counts(long size, JsonObject schema, String what) {
        var most = bound(schema.get("max" + what));
        var least = bound(schema.get("min" + what));
        return (most == null || size <= most) && (least == null || size >= least);
    }

    private static boolean fitsNumber(double number, JsonObject schema) {
        var least = bound(schema.get("minimum"));
        var most = bound(schema.get("maximum"));
        boolean above = JsonBoolean.TRUE.equals(schema.get("exclusiveMinimum"));
        boolean below = JsonBoolean.TRUE.equals(schema.get("exclusiveMaximum"));
        return (least == null || (above ? number > least : number >= least))
                && (most == null || (below ? number < most : number <= most))
                && isMultiple(number, schema);
    }

    /// `multipleOf`
    static boolean isMultiple(double number, JsonObject schema) {
        var factor = bound(schema.get("multipleOf"));
        return factor == null || factor <= 0 || number / factor == Math.rint(number / factor);
    }

    private static @Nullable Double bound(@Nullable JsonValue value) {
        return switch (value) {
            case JsonInteger(var whole) -> (double) whole;
            case JsonDecimal(var decimal) -> decimal;
            case null, default -> null;
        };
    }

    /// A regular expression in Go's syntax, in linear time; one that cannot be read matches
    /// nothing.
    static boolean matches(String regex, String text) {
        try {
            if (PATTERNS.size() >= MOST_REMEMBERED) {
                PATTERNS.clear();
            }
            return PATTERNS.computeIfAbsent(regex, Pattern::compile).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
