package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes out of a patch what is meant for merging only, when there is nothing to merge with.
final class Directives {
    private Directives() {}

    /// The value without objects that carry a `$patch` directive; null when it is one itself.
    static @Nullable JsonValue removeFrom(JsonValue value) {
        if (value instanceof JsonArray(var items)) {
            return new JsonArray(removeFrom(items));
        }
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        if (object.has(StrategicMergePatch.DIRECTIVE)) {
            return null;
        }
        var kept = new HashMap<String, JsonValue>();
        object.fields()
                .forEach((name, field) -> {
                    var plain = removeFrom(field);
                    if (plain != null) {
                        kept.put(name, plain);
                    }
                });
        return new JsonObject(kept);
    }

    static List<JsonValue> removeFrom(List<JsonValue> items) {
        var kept = new ArrayList<JsonValue>();
        for (var item : items) {
            var plain = removeFrom(item);
            if (plain != null) {
                kept.add(plain);
            }
        }
        return kept;
    }

    /// The value without fields that are null, at any depth.
    static JsonValue withoutNulls(JsonValue value) {
        if (value instanceof JsonArray(var items)) {
            return new JsonArray(items.stream().map(Directives::withoutNulls).toList());
        }
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        var kept = new HashMap<String, JsonValue>();
        object.fields()
                .forEach((name, field) -> {
                    if (!(field instanceof JsonNull)) {
                        kept.put(name, withoutNulls(field));
                    }
                });
        return new JsonObject(kept);
    }
}
