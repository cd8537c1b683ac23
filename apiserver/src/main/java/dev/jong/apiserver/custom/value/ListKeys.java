package dev.jong.apiserver.custom.value;

import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Items of `x-kubernetes-list-type` set and map are there once.
public final class ListKeys {
    private final FieldErrors errors = new FieldErrors();

    private ListKeys() {}

    public static List<FieldError> check(JsonObject object, JSONSchemaProps schema) {
        var keys = new ListKeys();
        keys.fields(object, schema, null);
        return keys.errors.list();
    }

    private void value(JsonValue value, @Nullable JSONSchemaProps schema, FieldPath path) {
        if (schema == null) {
            return;
        }
        switch (value) {
            case JsonObject object -> fields(object, schema, path);
            case JsonArray array -> items(array, schema, path);
            default -> {}
        }
    }

    private void fields(JsonObject object, JSONSchemaProps schema, @Nullable FieldPath path) {
        var additional = schema.additionalProperties();
        object.fields()
                .forEach((name, field) -> {
                    if (additional != null && additional.schema() != null) {
                        var at = path == null ? FieldPath.of("").key(name) : path.key(name);
                        value(field, additional.schema(), at);
                    }
                    var at = path == null ? FieldPath.of(name) : path.child(name);
                    value(field, schema.properties().get(name), at);
                });
    }

    private void items(JsonArray array, JSONSchemaProps schema, FieldPath path) {
        var type = schema.xKubernetesListType();
        if ("set".equals(type)) {
            unique(array.items(), path);
        } else if ("map".equals(type)) {
            keyed(array, schema.xKubernetesListMapKeys(), path);
        }
        if (schema.items() != null) {
            for (int i = 0; i < array.size(); i++) {
                value(array.get(i), schema.items().schema(), path.index(i));
            }
        }
    }

    private void keyed(JsonArray array, List<String> keys, FieldPath path) {
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof JsonObject || array.get(i) instanceof JsonNull)) {
                errors.invalid(
                        path.index(i),
                        ValueRules.shown(array.get(i)),
                        "must be an object for an array of list-type map");
                return;
            }
        }
        unique(array.items().stream().map(item -> identity(item, keys)).toList(), path);
    }

    private static JsonValue identity(JsonValue item, List<String> keys) {
        var found = new HashMap<String, JsonValue>();
        for (var key : keys) {
            var value = item instanceof JsonObject object ? object.get(key) : null;
            if (value != null) {
                found.put(key, value);
            }
        }
        return new JsonObject(found);
    }

    /// Each value is told once, where it stands for the second time.
    private void unique(List<JsonValue> values, FieldPath path) {
        var times = new HashMap<JsonValue, Integer>();
        for (int i = 0; i < values.size(); i++) {
            if (times.merge(values.get(i), 1, Integer::sum) == 2) {
                errors.duplicate(path.index(i), ValueRules.shown(values.get(i)));
            }
        }
    }
}
