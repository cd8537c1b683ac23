package dev.jong.apiserver.custom;

import dev.jong.api.GoText;
import dev.jong.api.Schema;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.custom.rule.Correlation;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a schema says about a value, in upstream's words.
public final class SchemaRules {
    private final FieldErrors errors = new FieldErrors();

    private SchemaRules() {}

    /// What is as it was before an update may stay wrong (ratcheting, KEP-4008).
    ///
    /// @param body without apiVersion, kind and metadata
    /// @param old the body before an update; null for a new object
    public static List<FieldError> check(
            JsonObject body, @Nullable JsonObject old, Schema.Struct schema) {
        var rules = new SchemaRules();
        rules.struct(body, old, schema, FieldPath::of, "");
        rules.combinations(body, schema.keywords(), null);
        return rules.errors.list();
    }

    private void value(JsonValue value, @Nullable JsonValue old, Schema schema, FieldPath path) {
        if (value.equals(old)) {
            return;
        }
        int before = errors.list().size();
        typed(value, old, schema, path);
        if (errors.list().size() == before) {
            combinations(value, schema.keywords(), path);
        }
    }

    private void combinations(JsonValue value, JsonObject keywords, @Nullable FieldPath path) {
        if (keywords.isEmpty()) {
            return;
        }
        var name = path == null ? "" : path.toString();
        for (var problem : NestedRules.problems(value, keywords)) {
            errors.add(
                    new FieldError(
                            FieldError.Type.INVALID,
                            path == null ? "<nil>" : name,
                            "Invalid value: " + shownAny(value) + ": \"" + name + "\" " + problem));
        }
    }

    private static String shownAny(JsonValue value) {
        return value instanceof JsonText(var text) ? GoText.quote(text) : value.toString();
    }

    private void typed(JsonValue value, @Nullable JsonValue old, Schema schema, FieldPath path) {
        if (value instanceof JsonNull) {
            if (!JsonBoolean.TRUE.equals(schema.keywords().get("nullable"))
                    && !(schema instanceof Schema.Any)) {
                wrongType(value, typeName(schema), path);
            }
            return;
        }
        switch (schema) {
            case Schema.Struct struct -> {
                if (value instanceof JsonObject object) {
                    struct(object, old, struct, path::child, path.toString());
                    count(object.fields().size(), struct.keywords(), "Properties", path);
                } else {
                    wrongType(value, "object", path);
                }
            }
            case Schema.MapOf map -> {
                if (value instanceof JsonObject object) {
                    count(object.fields().size(), map.keywords(), "Properties", path);
                    object.fields()
                            .forEach((key, item) ->
                                    value(
                                            item,
                                            Correlation.field(old, key),
                                            map.values(),
                                            path.key(key)));
                } else {
                    wrongType(value, "object", path);
                }
            }
            case Schema.ListOf list -> {
                if (value instanceof JsonArray array) {
                    list(array, old, list, path);
                } else {
                    wrongType(value, "array", path);
                }
            }
            case Schema.Scalar scalar -> scalar(value, scalar, path);
            case Schema.Any _ -> {}
        }
    }

    private void struct(
            JsonObject object,
            @Nullable JsonValue old,
            Schema.Struct struct,
            Function<String, FieldPath> child,
            String parent) {
        for (var field : struct.fields().values()) {
            var present = object.get(field.name());
            boolean typed = List.of("apiVersion", "kind", "metadata").contains(field.name());
            if (present == null) {
                if (field.required() && !(typed && parent.isEmpty())) {
                    errors.required(child.apply(field.name()), "");
                }
            } else if (!typed) {
                value(
                        present,
                        Correlation.field(old, field.name()),
                        field.schema(),
                        child.apply(field.name()));
            }
        }
        var additional = struct.body().additional();
        if (additional != null) {
            object.fields()
                    .forEach((name, item) -> {
                        if (struct.field(name) == null) {
                            value(
                                    item,
                                    Correlation.field(old, name),
                                    additional,
                                    child.apply(name));
                        }
                    });
        }
    }

    private void list(
            JsonArray array, @Nullable JsonValue old, Schema.ListOf list, FieldPath path) {
        count(array.size(), list.keywords(), "Items", path);
        var seen = new HashSet<Object>();
        for (int i = 0; i < array.size(); i++) {
            var item = array.get(i);
            var at = path.index(i);
            value(item, Correlation.item(old, list, item), list.items(), at);
            var identity = identity(item, list);
            if (identity != null && !seen.add(identity)) {
                errors.duplicate(at, new FieldError.Written(identity.toString()));
            }
        }
    }

    private static @Nullable Object identity(JsonValue item, Schema.ListOf list) {
        return switch (list.type()) {
            case ATOMIC -> null;
            case SET -> item;
            case MAP -> {
                var keys = new TreeMap<String, JsonValue>();
                for (var key : list.keys()) {
                    if (item instanceof JsonObject object
                            && object.get(key) instanceof JsonValue value) {
                        keys.put(key, value);
                    }
                }
                yield new JsonObject(keys);
            }
        };
    }

    private void scalar(JsonValue value, Schema.Scalar scalar, FieldPath path) {
        boolean fits =
                switch (scalar.type()) {
                    case STRING -> value instanceof JsonText;
                    case INTEGER ->
                            value instanceof JsonInteger
                                    || value instanceof JsonDecimal(var number)
                                            && number == Math.rint(number);
                    case NUMBER -> value instanceof JsonInteger || value instanceof JsonDecimal;
                    case BOOLEAN -> value instanceof JsonBoolean;
                    case INT_OR_STRING, QUANTITY ->
                            value instanceof JsonInteger || value instanceof JsonText;
                };
        if (!fits) {
            wrongType(value, typeName(scalar), path);
            return;
        }
        if (!scalar.values().isEmpty() && !scalar.values().contains(value)) {
            var supported = scalar.values().stream().map(JsonPath::text).toList();
            errors.notSupported(path, shown(value), supported);
        }
        if (value instanceof JsonText(var text)) {
            text(text, scalar.keywords(), path);
        } else if (value instanceof JsonInteger(var whole)) {
            number((double) whole, value, scalar.keywords(), path);
        } else if (value instanceof JsonDecimal(var decimal)) {
            number(decimal, value, scalar.keywords(), path);
        }
    }

    private void text(String text, JsonObject keywords, FieldPath path) {
        long length = text.codePointCount(0, text.length());
        if (keywords.get("maxLength") instanceof JsonInteger(var most) && length > most) {
            errors.add(FieldError.tooLong(path, (int) most));
        }
        if (keywords.get("minLength") instanceof JsonInteger(var least) && length < least) {
            errors.invalid(
                    path, text, path + " in body should be at least " + least + " chars long");
        }
        var pattern = keywords.text("pattern");
        if (pattern != null && !NestedRules.matches(pattern, text)) {
            errors.invalid(path, text, path + " in body should match '" + pattern + "'");
        }
    }

    private void number(double number, JsonValue value, JsonObject keywords, FieldPath path) {
        var least = bound(keywords.get("minimum"));
        var most = bound(keywords.get("maximum"));
        boolean aboveOnly = JsonBoolean.TRUE.equals(keywords.get("exclusiveMinimum"));
        boolean belowOnly = JsonBoolean.TRUE.equals(keywords.get("exclusiveMaximum"));
        if (least != null && (aboveOnly ? number <= least : number < least)) {
            var words =
                    aboveOnly
                            ? " in body should be greater than "
                            : " in body should be greater than or equal to ";
            errors.invalid(path, shown(value), path + words + keywords.get("minimum"));
        }
        if (most != null && (belowOnly ? number >= most : number > most)) {
            var words =
                    belowOnly
                            ? " in body should be less than "
                            : " in body should be less than or equal to ";
            errors.invalid(path, shown(value), path + words + keywords.get("maximum"));
        }
        if (!NestedRules.isMultiple(number, keywords)) {
            errors.invalid(
                    path,
                    shown(value),
                    path + " in body should be a multiple of " + keywords.get("multipleOf"));
        }
    }

    private static @Nullable Double bound(@Nullable JsonValue value) {
        return switch (value) {
            case JsonInteger(var whole) -> (double) whole;
            case JsonDecimal(var decimal) -> decimal;
            case null, default -> null;
        };
    }

    private void count(int size, JsonObject keywords, String what, FieldPath path) {
        if (keywords.get("max" + what) instanceof JsonInteger(var most) && size > most) {
            errors.add(FieldError.tooMany(path, size, (int) most));
        }
        if (keywords.get("min" + what) instanceof JsonInteger(var least) && size < least) {
            var noun = what.equals("Items") ? " items" : " properties";
            errors.invalid(path, size, path + " in body should have at least " + least + noun);
        }
    }

    private void wrongType(JsonValue value, String wanted, FieldPath path) {
        var shown =
                value instanceof JsonText(var text)
                        ? (Object) text
                        : new FieldError.Written('"' + goName(value) + '"');
        var found = value instanceof JsonText(var text) ? text : goName(value);
        errors.add(
                FieldError.typeInvalid(
                        path,
                        shown,
                        path + " in body must be of type " + wanted + ": \"" + found + '"'));
    }

    private static String goName(JsonValue value) {
        return switch (value) {
            case JsonInteger _ -> "integer";
            case JsonBoolean _ -> "boolean";
            default -> value.typeName();
        };
    }

    private static Object shown(JsonValue value) {
        return value instanceof JsonText(var text)
                ? text
                : new FieldError.Written(value.toString());
    }

    private static String typeName(Schema schema) {
        return switch (schema) {
            case Schema.Struct _, Schema.MapOf _ -> "object";
            case Schema.ListOf _ -> "array";
            case Schema.Any _ -> "any";
            case Schema.Scalar scalar ->
                    switch (scalar.type()) {
                        case STRING -> "string";
                        case INTEGER -> "integer";
                        case NUMBER -> "number";
                        case BOOLEAN -> "boolean";
                        case INT_OR_STRING, QUANTITY -> "integer,string";
                    };
        };
    }
}
