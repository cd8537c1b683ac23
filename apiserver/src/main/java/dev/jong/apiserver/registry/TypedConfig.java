package dev.jong.apiserver.registry;

import dev.jong.api.GoText;
import dev.jong.api.Schema;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Whether an object or an applied configuration has the types of its kind, in
/// structured-merge-diff's words: nobody can own what a schema does not know.
public final class TypedConfig {
    private final List<String> errors = new ArrayList<>();

    private TypedConfig() {}

    /// @return what is wrong, `.data.a: expected string, got …`; empty when nothing is
    public static List<String> check(JsonObject config, Schema.Struct schema) {
        var check = new TypedConfig();
        check.struct(schema, config, "");
        return List.copyOf(check.errors);
    }

    private void visit(Schema schema, JsonValue value, String path) {
        if (value == JsonNull.NULL) {
            return;
        }
        switch (schema) {
            case Schema.Any _ -> {}
            case Schema.Scalar scalar -> scalar(scalar, value, path);
            case Schema.ListOf list -> list(list, value, path);
            case Schema.MapOf map -> {
                if (value instanceof JsonObject object) {
                    object.fields()
                            .forEach((key, inner) -> visit(map.values(), inner, path + "." + key));
                } else {
                    expected("map", value, path);
                }
            }
            case Schema.Struct struct -> {
                // A type of several forms (JSONSchemaPropsOrArray) declares none of them to
                // clients.
                if (struct.name().contains(".JSONSchemaPropsOr")) {
                    return;
                }
                if (value instanceof JsonObject object) {
                    struct(struct, object, path);
                } else {
                    expected("map", value, path);
                }
            }
        }
    }

    private void struct(Schema.Struct struct, JsonObject object, String path) {
        var body = struct.body();
        object.fields()
                .forEach((name, value) -> {
                    var field = body.fields().get(name);
                    var at = path + "." + name;
                    if (field != null) {
                        visit(field.schema(), value, at);
                    } else if (body.additional() != null) {
                        visit(body.additional(), value, at);
                    } else if (!body.preservesUnknown() && !(body.embedded() && own(name))) {
                        errors.add(at + ": field not declared in schema");
                    }
                });
    }

    /// Every whole object has these, declared or not.
    private static boolean own(String name) {
        return List.of("apiVersion", "kind", "metadata").contains(name);
    }

    private void list(Schema.ListOf list, JsonValue value, String path) {
        if (!(value instanceof JsonArray array)) {
            expected("list", value, path);
            return;
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < array.size(); i++) {
            var item = array.get(i);
            var problem = list.type() == Schema.ListType.MAP ? keyless(list, item) : "";
            if (!problem.isEmpty()) {
                errors.add(path + ": element " + i + ": " + problem);
                continue;
            }
            var name =
                    switch (list.type()) {
                        case ATOMIC -> "[" + i + "]";
                        case SET -> "[=" + Json.text(item) + "]";
                        case MAP -> key(list, (JsonObject) item);
                    };
            if (list.type() != Schema.ListType.ATOMIC && !seen.add(name)) {
                errors.add(path + ": duplicate entries for key " + name);
            }
            visit(list.items(), item, path + name);
        }
    }

    /// Why an item cannot be told from others; empty when it can.
    private static String keyless(Schema.ListOf list, JsonValue item) {
        if (item == JsonNull.NULL) {
            return "associative list with keys may not have a null element";
        }
        if (!(item instanceof JsonObject object)) {
            return "associative list with keys may not have non-map elements";
        }
        return list.keys().stream()
                        .anyMatch(key -> Schema.keyValue(list.items(), object, key) != null)
                ? ""
                : "associative list with keys has an element that omits all key fields "
                        + list.keys().stream()
                                .map(GoText::quote)
                                .collect(Collectors.joining(" ", "[", "]"))
                        + " (and doesn't have default values for any key fields)";
    }

    /// `[name="a"]`, of those keys that there are.
    private static String key(Schema.ListOf list, JsonObject item) {
        var parts = new ArrayList<String>();
        for (var key : list.keys().stream().sorted().toList()) {
            var value = Schema.keyValue(list.items(), item, key);
            if (value != null) {
                parts.add(key + "=" + Json.text(value));
            }
        }
        return parts.stream().collect(Collectors.joining(",", "[", "]"));
    }

    private void scalar(Schema.Scalar scalar, JsonValue value, String path) {
        boolean number = value instanceof JsonInteger || value instanceof JsonDecimal;
        switch (scalar.type()) {
            case STRING -> {
                if (!(value instanceof JsonText)) {
                    errors.add(
                            path
                                    + ": expected string, got &value.valueUnstructured{Value:"
                                    + go(value)
                                    + "}");
                }
            }
            case BOOLEAN -> {
                if (!(value instanceof JsonBoolean)) {
                    expected("boolean", value, path);
                }
            }
            case INTEGER, NUMBER -> {
                if (!number) {
                    errors.add(path + ": expected numeric (int or float), got " + type(value));
                }
            }
            case INT_OR_STRING, QUANTITY -> {
                if (value instanceof JsonObject || value instanceof JsonArray) {
                    expected("any scalar", value, path);
                }
            }
        }
    }

    private void expected(String type, JsonValue value, String path) {
        errors.add(path + ": expected " + type + ", got &{" + plain(value) + "}");
    }

    /// Go's type of decoded JSON.
    private static String type(JsonValue value) {
        return switch (value) {
            case JsonText _ -> "string";
            case JsonObject _ -> "map[string]interface {}";
            case JsonArray _ -> "[]interface {}";
            case JsonNull _ -> "<nil>";
            case JsonBoolean _ -> "bool";
            case JsonInteger _ -> "int64";
            case JsonDecimal _ -> "float64";
        };
    }

    /// As Go's `%v` prints decoded JSON.
    private static String plain(JsonValue value) {
        return switch (value) {
            case JsonText(var text) -> text;
            case JsonObject object ->
                    object.fields().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(field -> field.getKey() + ":" + plain(field.getValue()))
                            .collect(Collectors.joining(" ", "map[", "]"));
            case JsonArray(var items) ->
                    items.stream()
                            .map(TypedConfig::plain)
                            .collect(Collectors.joining(" ", "[", "]"));
            case JsonNull _ -> "<nil>";
            case JsonBoolean(var truth) -> Boolean.toString(truth);
            case JsonInteger(var number) -> Long.toString(number);
            case JsonDecimal decimal -> decimal.toString();
        };
    }

    /// As Go's `%#v` prints decoded JSON.
    private static String go(JsonValue value) {
        return switch (value) {
            case JsonText(var text) -> GoText.quote(text);
            case JsonObject object ->
                    object.fields().entrySet().stream()
                            .map(field -> GoText.quote(field.getKey()) + ":" + go(field.getValue()))
                            .collect(Collectors.joining(", ", "map[string]interface {}{", "}"));
            case JsonArray(var items) ->
                    items.stream()
                            .map(TypedConfig::go)
                            .collect(Collectors.joining(", ", "[]interface {}{", "}"));
            case JsonNull _ -> "interface {}(nil)";
            case JsonBoolean(var truth) -> Boolean.toString(truth);
            case JsonInteger(var number) -> Long.toString(number);
            case JsonDecimal decimal -> decimal.toString();
        };
    }
}
