package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /// Written with loops, as all that goes as deep as an object does: they take less of a stack.
    static JsonValue closed(Object node) {
        return switch (node) {
            case Fields(var fields) -> {
                var closed = HashMap.<String, JsonValue>newHashMap(fields.size());
                for (var field : fields.entrySet()) {
                    closed.put(field.getKey(), closed(field.getValue()));
                }
                yield new JsonObject(closed);
            }
            case Items(var items) -> {
                var closed = new ArrayList<JsonValue>(items.size());
                for (var item : items) {
                    closed.add(closed(item));
                }
                yield new JsonArray(closed);
            }
            default -> (JsonValue) node;
        };
    }

    /// Whether more than so many containers stand within each other.
    static boolean isDeeper(Object node, int most) {
        var left = new ArrayDeque<Placed>();
        left.push(new Placed(node, 1));
        while (!left.isEmpty()) {
            var at = left.pop();
            @Nullable Collection<?> inside =
                    switch (at.node) {
                        case Fields(var fields) -> fields.values();
                        case Items(var items) -> items;
                        case JsonObject(var fields) -> fields.values();
                        case JsonArray(var items) -> items;
                        default -> null;
                    };
            if (inside == null) {
                continue;
            }
            if (at.level > most) {
                return true;
            }
            for (var each : inside) {
                left.push(new Placed(each, at.level + 1));
            }
        }
        return false;
    }

    /// @param level of the outermost is 1
    record Placed(Object node, int level) {}

    /// Whether `node` stands for `value`.
    static boolean equal(Object node, JsonValue value) {
        return switch (node) {
            case Fields(var fields) ->
                    value instanceof JsonObject other
                            && other.fields().size() == fields.size()
                            && equal(fields, other);
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

    private static boolean equal(Map<String, Object> fields, JsonObject other) {
        for (var field : fields.entrySet()) {
            var there = other.get(field.getKey());
            if (there == null || !equal(field.getValue(), there)) {
                return false;
            }
        }
        return true;
    }
}
