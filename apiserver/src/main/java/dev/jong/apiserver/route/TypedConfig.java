package dev.jong.apiserver.route;

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
import java.util.stream.Collectors;

/// Whether an applied configuration has the types of its kind, in structured-merge-diff's words:
/// apply cannot own what a schema does not know.
final class TypedConfig {
    private final List<String> errors = new ArrayList<>();

    private TypedConfig() {}

    /// @return what is wrong, `.data.a: expected string, got …`; empty when nothing is
    static List<String> check(JsonObject config, Schema.Struct schema) {
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
            var name =
                    switch (list.type()) {
                        case ATOMIC -> "[" + i + "]";
                        case SET -> "[=" + Json.text(item) + "]";
                        case MAP -> item instanceof JsonObject object ? key(list, object) : "";
                    };
            if (list.type() != Schema.ListType.ATOMIC && !name.isEmpty() && !seen.add(name)) {
                errors.add(path + ": duplicate entries for key " + name);
            }
            visit(list.items(), item, path + name);
        }
    }

    /// `[name="a"]`; empty when a key is missing, which others tell.
    private static String key(Schema.ListOf list, JsonObject item) {
        var parts = new ArrayList<String>();
        for (var key : list.keys().stream().sorted().toList()) {
            var value = item.get(key);
            if (value == null
                    && list.items() instanceof Schema.Struct struct
                    && struct.field(key) instanceof Schema.Field field) {
                value = field.defaultValue();
            }
            if (value == null) {
                return "";
            }
            parts.add(key + "=" + Json.text(value));
        }
        return parts.stream().collect(Collectors.joining(",", "[", "]"));
    }

    private void scalar(Schema.Scalar scalar, JsonValue value, String path) {
        boolean number = value instanceof JsonInteger || value instanceof JsonDecimal;
        switch (scalar.type()) {
            case STRING -> demand(value instanceof JsonText, "string", value, path);
            case BOOLEAN -> demand(value instanceof JsonBoolean, "boolean", value, path);
            case INTEGER, NUMBER -> demand(number, "numeric (int or float)", value, path);
            case INT_OR_STRING, QUANTITY -> {
                if (!number && !(value instanceof JsonText)) {
                    expected("string", value, path);
                }
            }
        }
    }

    private void demand(boolean fits, String type, JsonValue value, String path) {
        if (!fits) {
            expected(type, value, path);
        }
    }

    private void expected(String type, JsonValue value, String path) {
        errors.add(
                path
                        + ": expected "
                        + type
                        + ", got &value.valueUnstructured{Value:"
                        + go(value)
                        + "}");
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
