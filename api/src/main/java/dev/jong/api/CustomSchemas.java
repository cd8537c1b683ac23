package dev.jong.api;

import dev.jong.api.Schema.ListType;
import dev.jong.api.Schema.ScalarType;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Schemas from the OpenAPI schema of a CustomResourceDefinition's version, given as JSON.
public final class CustomSchemas {
    /// What the shape itself says; everything else becomes a keyword.
    private static final Set<String> SHAPE =
            Set.of(
                    "type",
                    "format",
                    "description",
                    "properties",
                    "additionalProperties",
                    "items",
                    "required",
                    "default",
                    "enum",
                    "x-kubernetes-list-type",
                    "x-kubernetes-list-map-keys",
                    "x-kubernetes-map-type",
                    "x-kubernetes-int-or-string",
                    "x-kubernetes-embedded-resource",
                    "x-kubernetes-preserve-unknown-fields");

    private static final String PRESERVES = "x-kubernetes-preserve-unknown-fields";
    private static final Set<String> SCALARS = Set.of("string", "integer", "number", "boolean");

    private static final Schema.Field API_VERSION = typeField("apiVersion");
    private static final Schema.Field KIND = typeField("kind");

    private CustomSchemas() {}

    /// The whole object: `apiVersion`, `kind` and `metadata` are declared whatever the text says.
    public static Schema.Struct root(JsonObject openApi) {
        var body = body(openApi);
        var fields = new LinkedHashMap<>(body.fields());
        fields.put("apiVersion", API_VERSION);
        fields.put("kind", KIND);
        fields.put("metadata", metadata());
        return Schema.Struct.of(
                new Schema.Body(
                        body.description(),
                        Collections.unmodifiableMap(fields),
                        body.atomic(),
                        body.additional(),
                        body.preservesUnknown(),
                        body.embedded(),
                        body.keywords()));
    }

    public static Schema of(JsonObject openApi) {
        var keywords = keywords(openApi);
        if (isTrue(openApi, "x-kubernetes-int-or-string")) {
            return scalar(ScalarType.INT_OR_STRING, openApi, keywords);
        }
        return switch (text(openApi, "type")) {
            case "object" -> object(openApi, keywords);
            case "array" -> list(openApi, keywords);
            case "string" -> scalar(ScalarType.STRING, openApi, keywords);
            case "integer" -> scalar(ScalarType.INTEGER, openApi, keywords);
            case "number" -> scalar(ScalarType.NUMBER, openApi, keywords);
            case "boolean" -> scalar(ScalarType.BOOLEAN, openApi, keywords);
            default ->
                    new Schema.Any(
                            "",
                            isTrue(openApi, PRESERVES)
                                    ? keywords.with(PRESERVES, JsonBoolean.TRUE)
                                    : keywords);
        };
    }

    private static Schema object(JsonObject openApi, JsonObject keywords) {
        boolean atomic = "atomic".equals(openApi.text("x-kubernetes-map-type"));
        if (!openApi.has("properties")
                && openApi.get("additionalProperties") instanceof JsonObject values
                && !isTrue(openApi, "x-kubernetes-preserve-unknown-fields")) {
            return new Schema.MapOf(of(values), atomic, keywords);
        }
        return Schema.Struct.of(body(openApi));
    }

    private static Schema.Body body(JsonObject openApi) {
        var required = new HashSet<>(texts(openApi.array("required")));
        var fields = new LinkedHashMap<String, Schema.Field>();
        boolean embedded = isTrue(openApi, "x-kubernetes-embedded-resource");
        if (embedded) {
            fields.put("apiVersion", API_VERSION);
            fields.put("kind", KIND);
            fields.put("metadata", metadata());
        }
        openApi.object("properties")
                .fields()
                .forEach((name, value) -> {
                    if (value instanceof JsonObject property
                            && !(embedded && fields.containsKey(name))) {
                        fields.put(name, field(name, property, required.contains(name)));
                    }
                });
        var additional = openApi.get("additionalProperties");
        return new Schema.Body(
                text(openApi, "description"),
                Collections.unmodifiableMap(fields),
                "atomic".equals(openApi.text("x-kubernetes-map-type")),
                additional instanceof JsonObject values ? of(values) : null,
                isTrue(openApi, "x-kubernetes-preserve-unknown-fields")
                        || JsonBoolean.TRUE.equals(additional),
                embedded,
                keywords(openApi));
    }

    private static Schema.Field field(String name, JsonObject property, boolean required) {
        return new Schema.Field(
                name,
                of(property),
                text(property, "description"),
                required,
                "atomic".equals(property.text("x-kubernetes-map-type"))
                        ? Schema.Ownership.WHOLE
                        : Schema.Ownership.AS_TYPE,
                false,
                property.get("default"),
                Schema.Patch.NONE);
    }

    private static Schema.Field typeField(String name) {
        return new Schema.Field(
                name,
                new Schema.Scalar("", ScalarType.STRING, "", List.of(), JsonObject.EMPTY),
                "",
                false,
                Schema.Ownership.AS_TYPE,
                false,
                null,
                Schema.Patch.NONE);
    }

    private static Schema.Field metadata() {
        return new Schema.Field(
                "metadata",
                Schemas.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"),
                "",
                false,
                Schema.Ownership.AS_TYPE,
                false,
                null,
                Schema.Patch.NONE);
    }

    private static Schema list(JsonObject openApi, JsonObject keywords) {
        var type =
                switch (text(openApi, "x-kubernetes-list-type")) {
                    case "map" -> ListType.MAP;
                    case "set" -> ListType.SET;
                    default -> ListType.ATOMIC;
                };
        return new Schema.ListOf(
                of(openApi.object("items")),
                type,
                texts(openApi.array("x-kubernetes-list-map-keys")),
                keywords);
    }

    private static Schema scalar(ScalarType type, JsonObject openApi, JsonObject keywords) {
        return new Schema.Scalar(
                "", type, text(openApi, "format"), openApi.array("enum").items(), keywords);
    }

    private static JsonObject keywords(JsonObject openApi) {
        var rest = new HashMap<String, JsonValue>();
        openApi.fields()
                .forEach((name, value) -> {
                    if (!SHAPE.contains(name) || isOnlyRepeated(name, value, openApi)) {
                        rest.put(name, value);
                    }
                });
        return rest.isEmpty() ? JsonObject.EMPTY : new JsonObject(rest);
    }

    /// What is said of values of another type: it means nothing, but OpenAPI repeats it.
    private static boolean isOnlyRepeated(String name, JsonValue value, JsonObject openApi) {
        boolean either = isTrue(openApi, "x-kubernetes-int-or-string");
        boolean scalar = either || SCALARS.contains(text(openApi, "type"));
        return switch (name) {
            case "type" -> either;
            case "format" -> !scalar;
            case "additionalProperties" -> value instanceof JsonBoolean;
            case PRESERVES -> scalar;
            default -> false;
        };
    }

    private static boolean isTrue(JsonObject openApi, String name) {
        @Nullable JsonValue value = openApi.get(name);
        return JsonBoolean.TRUE.equals(value);
    }

    private static List<String> texts(JsonArray array) {
        return array.items().stream()
                .filter(JsonText.class::isInstance)
                .map(item -> ((JsonText) item).value())
                .toList();
    }

    private static String text(JsonObject json, String name) {
        var text = json.text(name);
        return text == null ? "" : text;
    }
}
