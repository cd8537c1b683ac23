package dev.jong.api.json;

import dev.jong.api.Frozen;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object; iteration is in order of the names.
public record JsonObject(Map<String, JsonValue> fields) implements JsonValue {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        fields = Frozen.map(fields);
    }

    public static JsonObject of(String name, JsonValue value) {
        return new JsonObject(Map.of(name, value));
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public @Nullable JsonValue get(String name) {
        return fields.get(name);
    }

    /// The text of a field; null when the field is absent or not a string.
    public @Nullable String text(String name) {
        return fields.get(name) instanceof JsonText(var value) ? value : null;
    }

    /// The object in a field; empty when the field is absent or not an object.
    public JsonObject object(String name) {
        return fields.get(name) instanceof JsonObject object ? object : EMPTY;
    }

    /// The array in a field; empty when the field is absent or not an array.
    public JsonArray array(String name) {
        return fields.get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
    }

    public JsonObject with(String name, JsonValue value) {
        var copy = new HashMap<>(fields);
        copy.put(name, value);
        return new JsonObject(copy);
    }

    public JsonObject with(String name, String value) {
        return with(name, new JsonText(value));
    }

    public JsonObject without(String name) {
        if (!fields.containsKey(name)) {
            return this;
        }
        var copy = new HashMap<>(fields);
        copy.remove(name);
        return new JsonObject(copy);
    }

    /// Written out, since a record's own comparison takes so many frames that deep trees overflow.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject(var others) && fields.equals(others);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return Json.text(this);
    }
}
