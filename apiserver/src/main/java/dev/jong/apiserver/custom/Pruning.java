package dev.jong.apiserver.custom;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;

/// Drops fields that a schema does not declare.
public final class Pruning {
    private final Consumer<String> unknown;

    private Pruning(Consumer<String> unknown) {
        this.unknown = unknown;
    }

    /// @param unknown is told the path of each dropped field
    public static JsonObject prune(
            JsonObject body, Schema.Struct schema, Consumer<String> unknown) {
        return new Pruning(unknown).object(body, schema, "");
    }

    /// As [#prune], for a value of any schema.
    public static JsonValue pruneValue(JsonValue value, Schema schema, Consumer<String> unknown) {
        return new Pruning(unknown).value(value, schema, "");
    }

    private JsonValue value(JsonValue value, Schema schema, String path) {
        return switch (schema) {
            case Schema.Struct struct ->
                    value instanceof JsonObject object ? object(object, struct, path) : value;
            case Schema.MapOf map ->
                    value instanceof JsonObject object ? map(object, map.values(), path) : value;
            case Schema.ListOf list ->
                    value instanceof JsonArray array ? list(array, list.items(), path) : value;
            case Schema.Scalar _ -> value;
            case Schema.Any _ -> value;
        };
    }

    private JsonObject object(JsonObject object, Schema.Struct struct, String path) {
        var body = struct.body();
        var kept = new HashMap<String, JsonValue>();
        object.fields()
                .forEach((name, value) -> {
                    var at = path.isEmpty() ? name : path + "." + name;
                    var field = struct.field(name);
                    if (field != null) {
                        kept.put(name, value(value, field.schema(), at));
                    } else if (body.additional() != null) {
                        kept.put(name, value(value, body.additional(), at));
                    } else if (body.preservesUnknown()) {
                        kept.put(name, value);
                    } else {
                        unknown.accept(at);
                    }
                });
        return new JsonObject(kept);
    }

    private JsonObject map(JsonObject object, Schema values, String path) {
        var kept = new HashMap<String, JsonValue>();
        object.fields()
                .forEach((name, value) -> kept.put(name, value(value, values, path + "." + name)));
        return new JsonObject(kept);
    }

    private JsonArray list(JsonArray array, Schema items, String path) {
        var kept = new ArrayList<JsonValue>(array.size());
        List<JsonValue> all = array.items();
        for (int i = 0; i < all.size(); i++) {
            kept.add(value(all.get(i), items, path + "[" + i + "]"));
        }
        return new JsonArray(kept);
    }
}
