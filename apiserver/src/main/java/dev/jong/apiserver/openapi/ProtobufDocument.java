package dev.jong.apiserver.openapi;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.proto.ProtoWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Version 2's document as protobuf: message `Document` of gnostic's `openapiv2`
/// (`application/com.github.proto-openapi.spec.v2.v1.0+protobuf`). Values of any type, and fields
/// that begin with `x-`, travel as YAML; ours is JSON.
final class ProtobufDocument {
    private static final String EXTENSION = "x-";

    private ProtobufDocument() {}

    static byte[] write(JsonObject document) {
        var out = new ProtoWriter();
        fields(out, document, DOCUMENT);
        return out.toByteArray();
    }

    /// How a message's fields travel.
    ///
    /// @param extensions number of the list of extensions
    private record Message(int extensions, Map<String, Field> fields) {}

    /// @param number of the field; what it holds is written by `form`
    private record Field(int number, Form form) {}

    @FunctionalInterface
    private interface Form {
        /// Writes the field with its number.
        void write(ProtoWriter out, int number, JsonValue value);
    }

    private static final Form TEXT = (out, number, value) -> out.string(number, text(value));
    private static final Form TRUTH =
            (out, number, value) -> out.bool(number, value.equals(JsonBoolean.of(true)));
    private static final Form WHOLE =
            (out, number, value) -> {
                if (value instanceof JsonInteger(long whole)) {
                    out.integer(number, whole);
                }
            };
    private static final Form DECIMAL =
            (out, number, value) -> {
                switch (value) {
                    case JsonInteger(long whole) -> out.decimal(number, (double) whole);
                    case JsonDecimal(double decimal) -> out.decimal(number, decimal);
                    default -> throw new IllegalArgumentException("not a number: " + value);
                }
            };
    private static final Form ANY =
            (out, number, value) -> within(out, number, () -> out.string(2, Json.text(value)));
    private static final Form TEXTS = each(TEXT);
    private static final Form ANYS = each(ANY);

    /// `type` is one name or several.
    private static final Form TYPES =
            (out, number, value) ->
                    within(
                            out,
                            number,
                            () ->
                                    TEXTS.write(
                                            out,
                                            1,
                                            value instanceof JsonArray
                                                    ? value
                                                    : JsonArray.of(value)));

    /// One of several messages, which has the number `choice`.
    private static Form chosen(int choice, Form form) {
        return (out, number, value) -> within(out, number, () -> form.write(out, choice, value));
    }

    private static Form each(Form form) {
        return (out, number, value) -> {
            var items = ((JsonArray) value).items();
            for (int i = items.size() - 1; i >= 0; i--) {
                form.write(out, number, items.get(i));
            }
        };
    }

    /// A message of the entries of an object, each with its name.
    private static Form named(int entries, Form form) {
        return (out, number, value) ->
                within(out, number, () -> entries(out, entries, (JsonObject) value, form));
    }

    private static void entries(ProtoWriter out, int number, JsonObject object, Form form) {
        for (var entry : new TreeMap<>(object.fields()).descendingMap().entrySet()) {
            within(
                    out,
                    number,
                    () -> {
                        form.write(out, 2, entry.getValue());
                        out.string(1, entry.getKey());
                    });
        }
    }

    private static Form message(Message message) {
        return (out, number, value) ->
                within(out, number, () -> fields(out, (JsonObject) value, message));
    }

    private static void within(ProtoWriter out, int number, Runnable content) {
        int mark = out.mark();
        content.run();
        out.close(number, mark);
    }

    private static void fields(ProtoWriter out, JsonObject object, Message message) {
        var extensions = new TreeMap<String, JsonValue>();
        var known = new TreeMap<Integer, Runnable>(Comparator.reverseOrder());
        object.fields()
                .forEach((name, value) -> {
                    var field = message.fields.get(name);
                    if (field != null) {
                        known.put(field.number, () -> field.form.write(out, field.number, value));
                    } else if (name.startsWith(EXTENSION)) {
                        extensions.put(name, value);
                    }
                });
        entries(out, message.extensions, new JsonObject(extensions), ANY);
        known.values().forEach(Runnable::run);
    }

    private static String text(JsonValue value) {
        return value instanceof JsonText(String text) ? text : Json.text(value);
    }

    private static Field field(int number, Form form) {
        return new Field(number, form);
    }

    /// For messages that hold each other.
    private static Form schema() {
        return (out, number, value) -> message(SCHEMA).write(out, number, value);
    }

    private static final Message DOCS =
            new Message(3, Map.of("description", field(1, TEXT), "url", field(2, TEXT)));

    private static final Message SCHEMA =
            new Message(
                    31,
                    Map.ofEntries(
                            Map.entry("$ref", field(1, TEXT)),
                            Map.entry("format", field(2, TEXT)),
                            Map.entry("title", field(3, TEXT)),
                            Map.entry("description", field(4, TEXT)),
                            Map.entry("default", field(5, ANY)),
                            Map.entry("multipleOf", field(6, DECIMAL)),
                            Map.entry("maximum", field(7, DECIMAL)),
                            Map.entry("exclusiveMaximum", field(8, TRUTH)),
                            Map.entry("minimum", field(9, DECIMAL)),
                            Map.entry("exclusiveMinimum", field(10, TRUTH)),
                            Map.entry("maxLength", field(11, WHOLE)),
                            Map.entry("minLength", field(12, WHOLE)),
                            Map.entry("pattern", field(13, TEXT)),
                            Map.entry("maxItems", field(14, WHOLE)),
                            Map.entry("minItems", field(15, WHOLE)),
                            Map.entry("uniqueItems", field(16, TRUTH)),
                            Map.entry("maxProperties", field(17, WHOLE)),
                            Map.entry("minProperties", field(18, WHOLE)),
                            Map.entry("required", field(19, TEXTS)),
                            Map.entry("enum", field(20, ANYS)),
                            Map.entry(
                                    "additionalProperties",
                                    field(
                                            21,
                                            (out, number, value) ->
                                                    (value instanceof JsonBoolean
                                                                    ? chosen(2, TRUTH)
                                                                    : chosen(1, schema()))
                                                            .write(out, number, value))),
                            Map.entry("type", field(22, TYPES)),
                            Map.entry("items", field(23, chosen(1, schema()))),
                            Map.entry("allOf", field(24, each(schema()))),
                            Map.entry("properties", field(25, named(1, schema()))),
                            Map.entry("discriminator", field(26, TEXT)),
                            Map.entry("readOnly", field(27, TRUTH)),
                            Map.entry("externalDocs", field(29, message(DOCS))),
                            Map.entry("example", field(30, ANY))));

    private static final Message BODY =
            new Message(
                    6,
                    Map.of(
                            "description", field(1, TEXT),
                            "name", field(2, TEXT),
                            "in", field(3, TEXT),
                            "required", field(4, TRUTH),
                            "schema", field(5, schema())));

    private static final Message QUERY_PARAMETER =
            new Message(
                    23,
                    Map.of(
                            "required", field(1, TRUTH),
                            "in", field(2, TEXT),
                            "description", field(3, TEXT),
                            "name", field(4, TEXT),
                            "allowEmptyValue", field(5, TRUTH),
                            "type", field(6, TEXT),
                            "format", field(7, TEXT),
                            "default", field(10, ANY),
                            "uniqueItems", field(20, TRUTH),
                            "enum", field(21, ANYS)));

    private static final Message OTHER_PARAMETER =
            new Message(
                    22,
                    Map.of(
                            "required", field(1, TRUTH),
                            "in", field(2, TEXT),
                            "description", field(3, TEXT),
                            "name", field(4, TEXT),
                            "type", field(5, TEXT),
                            "format", field(6, TEXT),
                            "default", field(9, ANY),
                            "uniqueItems", field(19, TRUTH),
                            "enum", field(20, ANYS)));

    private static final Message REFERENCE =
            new Message(3, Map.of("$ref", field(1, TEXT), "description", field(2, TEXT)));

    /// A parameter or a reference to one; where it stands says which message it is.
    private static final Form PARAMETER =
            (out, number, value) -> {
                var parameter = (JsonObject) value;
                var form =
                        parameter.has("$ref")
                                ? chosen(2, message(REFERENCE))
                                : chosen(1, parameter(String.valueOf(parameter.text("in"))));
                form.write(out, number, value);
            };

    private static Form parameter(String place) {
        return switch (place) {
            case "body" -> chosen(1, message(BODY));
            case "header" -> chosen(2, chosen(1, message(OTHER_PARAMETER)));
            case "formData" -> chosen(2, chosen(2, message(QUERY_PARAMETER)));
            case "path" -> chosen(2, chosen(4, message(OTHER_PARAMETER)));
            default -> chosen(2, chosen(3, message(QUERY_PARAMETER)));
        };
    }

    private static final Message RESPONSE =
            new Message(
                    5,
                    Map.of("description", field(1, TEXT), "schema", field(2, chosen(1, schema()))));

    private static final Form ANSWER =
            (out, number, value) ->
                    (((JsonObject) value).has("$ref")
                                    ? chosen(2, message(REFERENCE))
                                    : chosen(1, message(RESPONSE)))
                            .write(out, number, value);

    private static final Form SECURITY =
            each(
                    named(
                            1,
                            (out, number, value) ->
                                    within(out, number, () -> TEXTS.write(out, 1, value))));

    private static final Message OPERATION =
            new Message(
                    13,
                    Map.ofEntries(
                            Map.entry("tags", field(1, TEXTS)),
                            Map.entry("summary", field(2, TEXT)),
                            Map.entry("description", field(3, TEXT)),
                            Map.entry("externalDocs", field(4, message(DOCS))),
                            Map.entry("operationId", field(5, TEXT)),
                            Map.entry("produces", field(6, TEXTS)),
                            Map.entry("consumes", field(7, TEXTS)),
                            Map.entry("parameters", field(8, each(PARAMETER))),
                            Map.entry("responses", field(9, named(1, ANSWER))),
                            Map.entry("schemes", field(10, TEXTS)),
                            Map.entry("deprecated", field(11, TRUTH)),
                            Map.entry("security", field(12, SECURITY))));

    private static final Message PATH =
            new Message(
                    10,
                    Map.of(
                            "$ref", field(1, TEXT),
                            "get", field(2, message(OPERATION)),
                            "put", field(3, message(OPERATION)),
                            "post", field(4, message(OPERATION)),
                            "delete", field(5, message(OPERATION)),
                            "options", field(6, message(OPERATION)),
                            "head", field(7, message(OPERATION)),
                            "patch", field(8, message(OPERATION)),
                            "parameters", field(9, each(PARAMETER))));

    private static final Message API_KEY =
            new Message(
                    5,
                    Map.of(
                            "type", field(1, TEXT),
                            "name", field(2, TEXT),
                            "in", field(3, TEXT),
                            "description", field(4, TEXT)));

    private static final Message INFO =
            new Message(
                    7,
                    Map.of(
                            "title", field(1, TEXT),
                            "version", field(2, TEXT),
                            "description", field(3, TEXT),
                            "termsOfService", field(4, TEXT)));

    private static final Message DOCUMENT =
            new Message(
                    16,
                    Map.ofEntries(
                            Map.entry("swagger", field(1, TEXT)),
                            Map.entry("info", field(2, message(INFO))),
                            Map.entry("host", field(3, TEXT)),
                            Map.entry("basePath", field(4, TEXT)),
                            Map.entry("schemes", field(5, TEXTS)),
                            Map.entry("consumes", field(6, TEXTS)),
                            Map.entry("produces", field(7, TEXTS)),
                            Map.entry("paths", field(8, named(2, message(PATH)))),
                            Map.entry("definitions", field(9, named(1, schema()))),
                            Map.entry("parameters", field(10, named(1, definition()))),
                            Map.entry("security", field(12, SECURITY)),
                            Map.entry(
                                    "securityDefinitions",
                                    field(13, named(1, chosen(2, message(API_KEY)))))));

    /// A shared parameter.
    private static Form definition() {
        return (out, number, value) ->
                parameter(String.valueOf(((JsonObject) value).text("in")))
                        .write(out, number, value);
    }

    static List<String> mediaTypes() {
        return List.of(
                "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
                "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
    }
}
