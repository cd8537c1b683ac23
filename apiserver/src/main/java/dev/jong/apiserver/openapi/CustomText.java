package dev.jong.apiserver.openapi;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// What a part of a custom kind's schema becomes in a document: version 2 knows fewer keywords, and
/// kubectl refuses unknown fields of whatever it is told about. Parts inside are done already.
final class CustomText {
    private static final String PRESERVES = "x-kubernetes-preserve-unknown-fields";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";

    private static final JsonArray INTEGER_OR_TEXT =
            JsonArray.of(
                    JsonObject.of("type", new JsonText("integer")),
                    JsonObject.of("type", new JsonText("string")));

    private CustomText() {}

    static JsonObject of(JsonObject text, Dialect dialect) {
        return switch (dialect) {
            case V2 -> plain(text);
            case V3 -> embedded(unfolded(text));
        };
    }

    private static boolean says(JsonObject text, String keyword) {
        return JsonBoolean.TRUE.equals(text.get(keyword));
    }

    private static JsonObject unfolded(JsonObject text) {
        boolean said =
                !says(text, INT_OR_STRING) || text.has("anyOf") || holdsEither(text.array("allOf"));
        return said ? text : text.with("anyOf", INTEGER_OR_TEXT);
    }

    /// Whether one of several schemas that must all hold is the choice between number and text.
    private static boolean holdsEither(JsonArray all) {
        return all.items().stream()
                .anyMatch(each ->
                        each instanceof JsonObject part
                                && part.array("anyOf").equals(INTEGER_OR_TEXT));
    }

    /// Whole objects say what they are.
    private static JsonObject embedded(JsonObject text) {
        if (!says(text, EMBEDDED)) {
            return text;
        }
        var required = new ArrayList<>(text.array("required").items());
        for (var name : List.of("kind", "apiVersion")) {
            var word = new JsonText(name);
            if (!required.contains(word)) {
                required.add(word);
            }
        }
        return text.with("required", new JsonArray(required));
    }

    private static JsonObject plain(JsonObject text) {
        boolean nullable = says(text, "nullable");
        boolean preserves = says(text, PRESERVES);
        var plain =
                text.without("allOf")
                        .without("anyOf")
                        .without("oneOf")
                        .without("not")
                        .without("nullable");
        var required = required(text);
        plain = required.size() == 0 ? plain.without("required") : plain.with("required", required);
        if (nullable || preserves) {
            plain = plain.without("items").without("properties");
        }
        boolean list = new JsonText("array").equals(text.get("type"));
        boolean object = new JsonText("object").equals(text.get("type"));
        if (nullable || (preserves && (list || object))) {
            plain = plain.without("type");
        }
        return preserves ? plain : embedded(plain);
    }

    /// Of what may be null version 2 says no type, which inner parts show.
    private static JsonArray required(JsonObject text) {
        if (text.get("additionalProperties") instanceof JsonObject values && isUntyped(values)) {
            return JsonArray.EMPTY;
        }
        var properties = text.object("properties");
        return new JsonArray(
                text.array("required").items().stream()
                        .filter(name -> !isUntyped(property(properties, name)))
                        .toList());
    }

    private static JsonValue property(JsonObject properties, JsonValue name) {
        var property = name instanceof JsonText(var text) ? properties.get(text) : null;
        return property == null ? JsonObject.of("type", name) : property;
    }

    private static boolean isUntyped(JsonValue schema) {
        return schema instanceof JsonObject object
                && !object.has("type")
                && !object.has("$ref")
                && !says(object, PRESERVES)
                && !says(object, INT_OR_STRING);
    }
}
