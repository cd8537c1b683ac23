package dev.jong.apiserver.custom;

import dev.jong.api.Schema;
import dev.jong.api.errors.FieldError;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/// Drops fields that a schema does not declare.
public final class Pruning {
    private static final Set<String> OWN = Set.of("apiVersion", "kind", "metadata");

    private final Listener listener;
    private boolean metadata;

    private Pruning(Listener listener) {
        this.listener = listener;
    }

    /// Is told what is found on the way.
    @FunctionalInterface
    public interface Listener {
        /// @param metadata whether it is in the metadata of an embedded object
        void dropped(String path, boolean metadata);

        /// What an embedded object says of itself has another type than it must have.
        ///
        /// @param shown the value, as in messages
        default void misfit(String path, Object shown, String why) {}
    }

    public static JsonObject prune(JsonObject body, Schema.Struct schema, Listener listener) {
        return new Pruning(listener).object(body, schema, "");
    }

    /// As [#prune], for a value of any schema.
    public static JsonValue pruneValue(JsonValue value, Schema schema, Listener listener) {
        return new Pruning(listener).value(value, schema, "");
    }

    private JsonValue value(JsonValue value, Schema schema, String path) {
        return switch (schema) {
            case Schema.Struct struct when value instanceof JsonObject object ->
                    object(object, struct, path);
            case Schema.Struct struct when struct.body().preservesUnknown() -> value;
            case Schema.MapOf map when value instanceof JsonObject object ->
                    map(object, map.values(), path);
            case Schema.ListOf list when value instanceof JsonArray array ->
                    list(array, list.items(), path);
            case Schema.Struct _, Schema.MapOf _, Schema.ListOf _, Schema.Scalar _ ->
                    bare(value, path);
            case Schema.Any _ -> value;
        };
    }

    /// What has another shape than is declared: nothing in it is.
    private JsonValue bare(JsonValue value, String path) {
        return switch (value) {
            case JsonObject object -> {
                object.fields().keySet().stream()
                        .sorted()
                        .forEach(name -> listener.dropped(path + "." + name, metadata));
                yield JsonObject.EMPTY;
            }
            case JsonArray(var items) -> {
                var kept = new ArrayList<JsonValue>(items.size());
                for (int i = 0; i < items.size(); i++) {
                    kept.add(bare(items.get(i), path + "[" + i + "]"));
                }
                yield new JsonArray(kept);
            }
            case JsonText _, JsonInteger _, JsonDecimal _, JsonBoolean _, JsonNull _ -> value;
        };
    }

    private JsonObject object(JsonObject object, Schema.Struct struct, String path) {
        var body = struct.body();
        var kept = new HashMap<String, JsonValue>();
        object.fields()
                .forEach((name, value) -> {
                    var at = path.isEmpty() ? name : path + "." + name;
                    var field = struct.field(name);
                    if (field != null && body.embedded() && OWN.contains(name)) {
                        kept.put(name, own(name, value, field.schema(), at));
                    } else if (field != null) {
                        kept.put(name, value(value, field.schema(), at));
                    } else if (body.additional() != null) {
                        kept.put(name, value(value, body.additional(), at));
                    } else if (body.preservesUnknown()) {
                        kept.put(name, value);
                    } else {
                        listener.dropped(at, metadata);
                    }
                });
        return new JsonObject(kept);
    }

    /// A field that every embedded object has.
    private JsonValue own(String name, JsonValue value, Schema schema, String path) {
        if (!name.equals("metadata")) {
            if (!(value instanceof JsonText)) {
                listener.misfit(path, new FieldError.Written(Json.text(value)), "must be a string");
            }
            return value;
        }
        try {
            var _ = Json.read(value, ObjectMeta.CODEC);
        } catch (JsonException e) {
            var shown =
                    value instanceof JsonText(var text)
                            ? text
                            : new FieldError.Written(Json.text(value));
            listener.misfit(path, shown, String.valueOf(e.getMessage()));
        }
        boolean outside = metadata;
        metadata = true;
        try {
            return value(value, schema, path);
        } finally {
            metadata = outside;
        }
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
