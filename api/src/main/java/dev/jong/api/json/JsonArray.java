package dev.jong.api.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON array.
public record JsonArray(List<JsonValue> items) implements JsonValue {
    public static final JsonArray EMPTY = new JsonArray(List.of());

    public JsonArray {
        items = List.copyOf(items);
    }

    public static JsonArray of(JsonValue... items) {
        return new JsonArray(List.of(items));
    }

    public int size() {
        return items.size();
    }

    public JsonValue get(int index) {
        return items.get(index);
    }

    /// A copy with `item` at the end.
    public JsonArray plus(JsonValue item) {
        var copy = new ArrayList<>(items);
        copy.add(item);
        return new JsonArray(copy);
    }

    /// Written out, since a record's own comparison takes so many frames that deep trees overflow.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonArray(var others) && items.equals(others);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }

    @Override
    public String toString() {
        return Json.text(this);
    }
}
