package dev.jong.apiserver.custom.value;

import dev.jong.api.GoText;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.custom.rule.Correlation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a schema says about a value, in the order and the words of upstream's validator.
public final class ValueRules {
    private final @Nullable FieldPath around;

    private ValueRules(@Nullable FieldPath around) {
        this.around = around;
    }

    /// What is as it was before an update may stay wrong (ratcheting, KEP-4008).
    ///
    /// @param old the value before an update; null for a new one
    /// @param around where the value stands; null for a whole object
    public static List<FieldError> check(
            JsonValue value,
            @Nullable JsonValue old,
            JSONSchemaProps schema,
            @Nullable FieldPath around) {
        return new ValueRules(around).value(value, old, schema, "").list();
    }

    /// @param name of the value below `around`: `spec.list[0].x`
    private Findings value(
            JsonValue value, @Nullable JsonValue old, JSONSchemaProps schema, String name) {
        if (value.equals(old)) {
            return Findings.NONE;
        }
        var found = new Findings();
        typed(value, schema, name, found);
        if (value instanceof JsonNull) {
            listed(value, schema, name, found);
            return found;
        }
        found.merge(new Combinations(this::value).check(value, old, schema, name, this::told));
        found.checked();
        if (value instanceof JsonText(var text)) {
            text(text, schema, name, found);
            format(text, schema, name, found);
            found.checked();
        }
        if (value instanceof JsonInteger || value instanceof JsonDecimal) {
            new NumberRules(this::at).check(value, schema, name, found);
            found.checked();
        }
        if (value instanceof JsonArray array) {
            items(array, old, schema, name, found);
            found.checked();
        }
        listed(value, schema, name, found);
        if (value instanceof JsonObject object) {
            fields(object, old, schema, name, found);
            found.checked();
        }
        found.checked();
        return found;
    }

    private void typed(JsonValue value, JSONSchemaProps schema, String name, Findings found) {
        if (TypeCheck.types(schema).isEmpty() && ValueFormats.known(schema).isEmpty()) {
            return;
        }
        found.checked();
        TypeCheck.check(value, schema)
                .ifPresentOrElse(
                        wrong -> mismatch(wrong.wanted(), wrong.found(), name, found),
                        found::checked);
    }

    private void mismatch(String wanted, String shown, String name, Findings found) {
        var sentence = name + " in body must be of type " + wanted + ": " + GoText.quote(shown);
        found.add(sentence, FieldError.typeInvalid(at(name), shown, sentence));
    }

    private void told(String sentence, Findings found) {
        found.add(sentence, FieldError.invalid(at(""), "", sentence));
    }

    private void text(String text, JSONSchemaProps schema, String name, Findings found) {
        long length = text.codePointCount(0, text.length());
        var most = schema.maxLength();
        var least = schema.minLength();
        var pattern = schema.pattern();
        if (most != null && length > most) {
            found.add(
                    name + " in body should be at most " + most + " chars long",
                    FieldError.tooLong(at(name), most.intValue()));
        } else if (least != null && length < least) {
            invalid(text, name, "should be at least " + least + " chars long", found);
        } else if (pattern != null && !Patterns.matches(pattern, text)) {
            invalid(text, name, "should match '" + pattern + "'", found);
        }
    }

    private void invalid(Object shown, String name, String words, Findings found) {
        var sentence = name + " in body " + words;
        found.add(sentence, FieldError.invalid(at(name), shown, sentence));
    }

    private void format(String text, JSONSchemaProps schema, String name, Findings found) {
        var format = ValueFormats.known(schema);
        if (!ValueFormats.fits(format, text)) {
            mismatch(format, text, name, found);
        }
    }

    private void items(
            JsonArray array,
            @Nullable JsonValue old,
            JSONSchemaProps schema,
            String name,
            Findings found) {
        var items = schema.items() == null ? null : schema.items().schema();
        if (items != null) {
            for (int i = 0; i < array.size(); i++) {
                var item = array.get(i);
                found.merge(value(item, before(old, schema, item), items, name + "[" + i + "]"));
            }
        }
        var least = schema.minItems();
        var most = schema.maxItems();
        if (least != null && array.size() < least) {
            invalid(array.size(), name, "should have at least " + least + " items", found);
        }
        if (most != null && array.size() > most) {
            found.add(
                    name + " in body should have at most " + most + " items",
                    FieldError.tooMany(at(name), array.size(), most.intValue()));
        }
        found.checked();
    }

    private static @Nullable JsonValue before(
            @Nullable JsonValue old, JSONSchemaProps schema, JsonValue item) {
        return "map".equals(schema.xKubernetesListType())
                ? Correlation.item(old, schema.xKubernetesListMapKeys(), item)
                : null;
    }

    private void listed(JsonValue value, JSONSchemaProps schema, String name, Findings found) {
        var values = schema.enum_();
        if (values.isEmpty() || values.stream().anyMatch(listed -> same(value, listed))) {
            return;
        }
        var supported =
                values.stream()
                        .map(listed ->
                                listed instanceof JsonText(var text) ? text : listed.toString())
                        .toList();
        found.add(
                name + " in body should be one of " + GoText.slice(supported),
                FieldError.notSupported(at(name), shown(value), supported));
    }

    private static boolean same(JsonValue one, JsonValue other) {
        return one.equals(other)
                || NumberRules.isNumber(one)
                        && NumberRules.isNumber(other)
                        && NumberRules.number(one) == NumberRules.number(other);
    }

    static Object shown(JsonValue value) {
        return switch (value) {
            case JsonText(var text) -> text;
            case JsonDecimal(var number) -> new FieldError.Written(NumberRules.text(number));
            default -> new FieldError.Written(value.toString());
        };
    }

    private void fields(
            JsonObject object,
            @Nullable JsonValue old,
            JSONSchemaProps schema,
            String name,
            Findings found) {
        long size = object.fields().size();
        var least = schema.minProperties();
        var most = schema.maxProperties();
        if (least != null && size < least) {
            invalid(size, name, "should have at least " + least + " properties", found);
        }
        if (most != null && size > most) {
            found.add(
                    name + " in body should have at most " + most + " properties",
                    FieldError.tooMany(at(name), (int) size, most.intValue()));
        }
        var declared = schema.properties();
        var additional =
                schema.additionalProperties() == null
                        ? null
                        : schema.additionalProperties().schema();
        object.fields()
                .forEach((key, field) -> {
                    var below = declared.get(key);
                    var inside = below == null ? additional : below;
                    if (inside != null) {
                        var prior = Correlation.field(old, key);
                        found.merge(
                                value(
                                        field,
                                        prior,
                                        inside,
                                        name.isEmpty() ? key : name + "." + key));
                    }
                });
        for (var required : schema.required()) {
            if (!object.has(required)) {
                found.add(
                        name + "." + required + " in body is required",
                        new FieldError(
                                FieldError.Type.REQUIRED,
                                at(name.isEmpty() ? required : name + "." + required).toString(),
                                "Required value"));
            }
        }
    }

    /// The whole object has no path, which upstream writes so.
    private FieldPath at(String name) {
        if (name.isEmpty()) {
            return around == null ? FieldPath.of("<nil>") : around;
        }
        return around == null ? FieldPath.of(name) : around.child(name);
    }
}
