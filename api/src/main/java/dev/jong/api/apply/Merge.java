package dev.jong.api.apply;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lays a configuration over an object: what the configuration names wins, everything else stays.
final class Merge {
    private Merge() {}

    static JsonObject of(JsonObject live, JsonObject config, Shape shape) {
        return merged(live, config, shape) instanceof JsonObject object ? object : JsonObject.EMPTY;
    }

    private static @Nullable JsonValue merged(
            @Nullable JsonValue live, @Nullable JsonValue config, Shape shape) {
        if (config == null || (config instanceof JsonNull && hasParts(live, shape))) return live;
        if (shape.fitting(config) instanceof Shape.Leaf
                || shape.fitting(live) instanceof Shape.Leaf) return config;
        return switch (shape) {
            case Shape.Leaf _ -> config;
            case Shape.Members members ->
                    fields(
                            live == null ? JsonObject.EMPTY : (JsonObject) live,
                            (JsonObject) config,
                            members);
            case Shape.Items items ->
                    items(
                            live == null ? List.of() : ((JsonArray) live).items(),
                            ((JsonArray) config).items(),
                            items);
        };
    }

    /// Whether null leaves what is there: fields and items that the schema knows are merged with it
    /// as with nothing.
    private static boolean hasParts(@Nullable JsonValue live, Shape shape) {
        return switch (live) {
            case JsonObject object ->
                    shape instanceof Shape.Members
                            && !shape.equals(Shape.Members.DEDUCED)
                            && !object.isEmpty();
            case JsonArray array -> shape instanceof Shape.Items && !array.items().isEmpty();
            case null, default -> false;
        };
    }

    private static JsonValue fields(JsonObject live, JsonObject config, Shape.Members members) {
        var result = new HashMap<>(live.fields());
        for (var field : config.fields().entrySet()) {
            var name = field.getKey();
            var merged = merged(live.get(name), field.getValue(), members.of(name));
            if (merged != null) result.put(name, merged);
        }
        return new JsonObject(result);
    }

    /// The configuration's order rules among the items that both have; items that only the object
    /// has stay where they were relative to those.
    private static JsonValue items(
            List<JsonValue> live, List<JsonValue> config, Shape.Items items) {
        var wanted = identified(config, items);
        var known = known(live, items);
        var shared = new ArrayDeque<PathElement>();
        wanted.keySet().stream().filter(known::containsKey).forEach(shared::add);
        var left = new ArrayDeque<>(live);
        var merged = new HashSet<PathElement>();
        var result = new ArrayList<JsonValue>();
        for (var entry : wanted.entrySet()) {
            keepUpTo(left, wanted, shared.peek(), items, merged, result);
            add(merged(known.get(entry.getKey()), entry.getValue(), items.ofItem()), result);
            merged.add(entry.getKey());
            if (entry.getKey().equals(shared.peek())) {
                shared.poll();
                if (!left.isEmpty() && items.identify(left.peek()).equals(entry.getKey()))
                    left.poll();
            }
        }
        for (var item : left) {
            if (!wanted.containsKey(items.identify(item))) result.add(item);
        }
        return new JsonArray(result);
    }

    /// Moves items that only the object has, up to the next shared one.
    private static void keepUpTo(
            ArrayDeque<JsonValue> left,
            Map<PathElement, JsonValue> wanted,
            @Nullable PathElement nextShared,
            Shape.Items items,
            Set<PathElement> merged,
            List<JsonValue> result) {
        while (!left.isEmpty()) {
            var element = items.identify(left.peek());
            if (!wanted.containsKey(element)) {
                result.add(left.poll());
            } else if (merged.contains(element)
                    || (nextShared != null && !element.equals(nextShared))) {
                left.poll(); // comes, or came, in its place of the configuration
            } else {
                return;
            }
        }
    }

    private static void add(@Nullable JsonValue value, List<JsonValue> result) {
        if (value != null) result.add(value);
    }

    private static Map<PathElement, JsonValue> identified(
            List<JsonValue> config, Shape.Items items) {
        var found = new LinkedHashMap<PathElement, JsonValue>();
        for (var item : config) {
            var element = items.identify(item);
            if (found.put(element, item) != null) {
                throw new InvalidFields("duplicate entries for key " + element.shown());
            }
        }
        return found;
    }

    /// Items that stand twice in the object are not merged into.
    private static Map<PathElement, JsonValue> known(List<JsonValue> live, Shape.Items items) {
        var found = new HashMap<PathElement, JsonValue>();
        var twice = new HashSet<PathElement>();
        for (var item : live) {
            if (found.put(items.identify(item), item) != null) twice.add(items.identify(item));
        }
        found.keySet().removeAll(twice);
        return found;
    }
}
