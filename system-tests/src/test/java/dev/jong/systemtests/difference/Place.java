package dev.jong.systemtests.difference;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where in an object: names of fields and indexes of items.
record Place(List<Object> steps) {
    static final Place ROOT = new Place(List.of());

    Place {
        steps = List.copyOf(steps);
    }

    Place then(Object step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new Place(longer);
    }

    /// The object with another value here.
    ///
    /// @param value null to remove it
    JsonValue in(JsonValue root, @Nullable JsonValue value) {
        return put(root, 0, value);
    }

    private JsonValue put(JsonValue tree, int depth, @Nullable JsonValue value) {
        if (depth == steps.size()) {
            return value == null ? tree : value;
        }
        boolean last = depth + 1 == steps.size();
        return switch (steps.get(depth)) {
            case Integer index -> {
                var items = new ArrayList<>(((JsonArray) tree).items());
                if (last && value == null) {
                    items.remove(index.intValue());
                } else {
                    items.set(index, put(items.get(index), depth + 1, value));
                }
                yield new JsonArray(items);
            }
            case Object name -> {
                var object = (JsonObject) tree;
                var inner = object.get(name.toString());
                yield last && value == null
                        ? object.without(name.toString())
                        : object.with(
                                name.toString(),
                                put(inner == null ? JsonObject.EMPTY : inner, depth + 1, value));
            }
        };
    }

    /// As a JSON patch names it (RFC 6901).
    String pointer() {
        return steps.stream()
                .map(step -> "/" + step.toString().replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    boolean under(String name) {
        return !steps.isEmpty() && steps.getFirst().equals(name);
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step instanceof Integer ? "[" + step + "]" : "." + step)
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    static JsonText text(String value) {
        return new JsonText(value);
    }
}
