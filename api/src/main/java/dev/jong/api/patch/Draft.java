package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A container of a document while a patch changes it: opened once, on the first way through it, so
/// that many steps cost no copy each. What stands in it is another draft, or a value as it was.
sealed interface Draft {
    record Fields(Map<String, Object> fields) implements Draft {
        @Override
        public @Nullable Object find(String key) {
            return fields.get(key);
        }

        @Override
        public void put(String key, Object node) {
            fields.put(key, node);
        }
    }

    record Items(List<Object> items) implements Draft {
        @Override
        public @Nullable Object find(String key) {
            try {
                int index = Integer.parseInt(key);
                int place = index < 0 ? index + items.size() : index;
                return place >= 0 && place < items.size() ? items.get(place) : null;
            } catch (NumberFormatException notAnIndex) {
                return null;
            }
        }

        @Override
        public void put(String key, Object node) {
            int index = Integer.parseInt(key);
            items.set(index < 0 ? index + items.size() : index, node);
        }
    }

    @Nullable Object find(String key);

    /// Puts a node where [#find] found one.
    void put(String key, Object node);

    /// The draft of a container; anything else is what it was.
    static Object opened(Object node) {
        return switch (node) {
            case JsonObject(var fields) -> new Fields(new HashMap<>(fields));
            case JsonArray(var items) -> new Items(new ArrayList<>(items));
            default -> node;
        };
    }

    static JsonValue closed(Object node) {
        return switch (node) {
            case Fields(var fields) ->
                    new JsonObject(
                            fields.entrySet().stream()
                                    .collect(
                                            Collectors.toMap(
                                                    Entry::getKey,
                                                    field -> closed(field.getValue()))));
            case Items(var items) -> new JsonArray(items.stream().map(Draft::closed).toList());
            default -> (JsonValue) node;
        };
    }

    /// Whether `node` stands for `value`.
    static boolean equal(Object node, JsonValue value) {
        return switch (node) {
            case Fields(var fields) ->
                    value instanceof JsonObject other
                            && other.fields().size() == fields.size()
                            && fields.entrySet().stream()
                                    .allMatch(field -> {
                                        var there = other.get(field.getKey());
                                        return there != null && equal(field.getValue(), there);
                                    });
            case Items(var items) -> {
                if (!(value instanceof JsonArray(var others)) || others.size() != items.size()) {
                    yield false;
                }
                for (int i = 0; i < items.size(); i++) {
                    if (!equal(items.get(i), others.get(i))) {
                        yield false;
                    }
                }
                yield true;
            }
            default -> node.equals(value);
        };
    }
}
