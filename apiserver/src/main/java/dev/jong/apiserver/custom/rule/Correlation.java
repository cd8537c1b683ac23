package dev.jong.apiserver.custom.rule;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a value was before an update, where that can be told: fields and entries by their names,
/// items by the keys of their list.
public final class Correlation {
    private Correlation() {}

    /// The old value of a field.
    public static @Nullable JsonValue field(@Nullable JsonValue old, String name) {
        return old instanceof JsonObject object ? object.get(name) : null;
    }

    /// The old item with the same keys.
    static @Nullable JsonValue item(@Nullable JsonValue old, Schema.ListOf list, JsonValue item) {
        return list.type() == Schema.ListType.MAP ? item(old, list.keys(), item) : null;
    }

    /// The old item of which these fields are the same.
    public static @Nullable JsonValue item(
            @Nullable JsonValue old, List<String> keys, JsonValue item) {
        if (!(old instanceof JsonArray array) || !(item instanceof JsonObject wanted)) {
            return null;
        }
        for (var candidate : array.items()) {
            if (candidate instanceof JsonObject object && same(object, wanted, keys)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean same(JsonObject one, JsonObject other, List<String> keys) {
        for (var key : keys) {
            if (!Objects.equals(one.get(key), other.get(key))) {
                return false;
            }
        }
        return true;
    }
}
