package dev.jong.api;

import dev.jong.api.Schema.ListType;
import dev.jong.api.Schema.Ownership;
import dev.jong.api.Schema.ScalarType;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The schemas of the built-in types, each read from its generated resource when it is first looked
/// into.
public final class Schemas {
    private static final Map<String, Schema.Struct> KNOWN = new ConcurrentHashMap<>();
    private static final String MACHINERY = "io.k8s.apimachinery.pkg.";
    private static final JsonObject ATOMIC_LIST =
            JsonObject.of("x-kubernetes-list-type", new JsonText("atomic"));
    private static final JsonObject GRANULAR_MAP =
            JsonObject.of("x-kubernetes-map-type", new JsonText("granular"));

    private Schemas() {}

    /// `name` as OpenAPI has it: `io.k8s.api.core.v1.Pod`.
    public static Schema.Struct named(String name) {
        return KNOWN.computeIfAbsent(name, n -> new Schema.Struct(n, () -> load(n)));
    }

    private static Schema.Body load(String name) {
        try (var in = Schemas.class.getResourceAsStream("schema/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("no schema named " + name);
            }
            return body((JsonObject) Json.parse(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema.Body body(JsonObject json) {
        var fields = new LinkedHashMap<String, Schema.Field>();
        for (var item : json.array("fields").items()) {
            var field = field((JsonObject) item);
            fields.put(field.name(), field);
        }
        return new Schema.Body(
                text(json, "description"),
                Collections.unmodifiableMap(fields),
                json.has("atomic"),
                null,
                false,
                false,
                json.object("keywords"));
    }

    private static Schema.Field field(JsonObject json) {
        var type = text(json, "type");
        var schema = schema(type, json);
        return new Schema.Field(
                text(json, "name"),
                "granular".equals(json.text("struct")) ? granular(schema) : schema,
                text(json, "description"),
                json.has("required"),
                switch (text(json, "struct")) {
                    case "atomic" -> Ownership.WHOLE;
                    case "granular" -> Ownership.BY_FIELD;
                    default -> Ownership.AS_TYPE;
                },
                !json.has("pointer") && (type.startsWith("io.") || !json.has("omitted")),
                json.get("default"),
                patch(json));
    }

    /// A type that is owned whole elsewhere, but not in this field.
    private static Schema granular(Schema schema) {
        return schema instanceof Schema.Struct struct
                ? new Schema.Struct(struct.name(), () -> struct.body().divided())
                : schema;
    }

    private static Schema schema(String type, JsonObject facts) {
        if (type.startsWith("[]")) {
            var kind =
                    switch (text(facts, "list")) {
                        case "map" -> ListType.MAP;
                        case "set" -> ListType.SET;
                        default -> ListType.ATOMIC;
                    };
            return new Schema.ListOf(
                    schema(type.substring(2), elementFacts(facts)),
                    kind,
                    texts(facts.array("keys")),
                    listKeywords(facts));
        }
        if (type.startsWith("map:")) {
            return new Schema.MapOf(
                    schema(type.substring(4), elementFacts(facts)),
                    "atomic".equals(facts.text("map")),
                    "granular".equals(facts.text("map")) ? GRANULAR_MAP : JsonObject.EMPTY);
        }
        return switch (type) {
            case "string" -> scalar("", ScalarType.STRING, "", facts);
            case "bytes" -> scalar("", ScalarType.STRING, "byte", facts);
            case "Time", "MicroTime" ->
                    scalar(
                            MACHINERY + "apis.meta.v1." + type,
                            ScalarType.STRING,
                            "date-time",
                            facts);
            case "Duration" ->
                    scalar(MACHINERY + "apis.meta.v1.Duration", ScalarType.STRING, "", facts);
            case "int32", "int64" -> scalar("", ScalarType.INTEGER, type, facts);
            case "float64" -> scalar("", ScalarType.NUMBER, "double", facts);
            case "bool" -> scalar("", ScalarType.BOOLEAN, "", facts);
            case "Quantity" ->
                    scalar(MACHINERY + "api.resource.Quantity", ScalarType.QUANTITY, "", facts);
            case "IntOrString" ->
                    scalar(
                            MACHINERY + "util.intstr.IntOrString",
                            ScalarType.INT_OR_STRING,
                            "",
                            facts);
            case "any" -> any("");
            case "RawExtension" -> any(MACHINERY + "runtime.RawExtension");
            case "FieldsV1" -> any(MACHINERY + "apis.meta.v1.FieldsV1");
            case "JSON" -> any("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON");
            default -> named(type);
        };
    }

    private static JsonObject listKeywords(JsonObject facts) {
        return "atomic".equals(facts.text("list")) ? ATOMIC_LIST : JsonObject.EMPTY;
    }

    /// What is said of a list or map but meant of its elements.
    private static JsonObject elementFacts(JsonObject facts) {
        var values = facts.get("enum");
        return values == null ? JsonObject.EMPTY : JsonObject.of("enum", values);
    }

    private static Schema any(String name) {
        return new Schema.Any(name, JsonObject.EMPTY);
    }

    private static Schema scalar(String name, ScalarType type, String format, JsonObject facts) {
        return new Schema.Scalar(
                name, type, format, facts.array("enum").items(), listKeywords(facts));
    }

    private static Schema.Patch patch(JsonObject json) {
        var strategy = json.text("patch");
        return strategy == null
                ? Schema.Patch.NONE
                : new Schema.Patch(
                        new HashSet<>(List.of(strategy.split(","))), text(json, "merge"));
    }

    private static List<String> texts(JsonArray array) {
        var texts = new ArrayList<String>();
        for (JsonValue item : array.items()) {
            if (item instanceof JsonText(var value)) {
                texts.add(value);
            }
        }
        return texts;
    }

    private static String text(JsonObject json, String name) {
        var text = json.text(name);
        return text == null ? "" : text;
    }
}
