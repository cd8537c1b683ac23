package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a document (RFC 6901): the steps to its container and the key there.
///
/// @param steps empty when the pointer names no place inside the document
record JsonPointer(List<String> steps) {
    /// Makes the changed container.
    interface Edit {
        JsonValue apply(JsonValue container, String key);
    }

    static JsonPointer of(String path) {
        var parts = path.split("/", -1);
        return new JsonPointer(
                Arrays.stream(parts)
                        .skip(1)
                        .map(part -> part.replace("~1", "/").replace("~0", "~"))
                        .toList());
    }

    String last() {
        return steps.isEmpty() ? "" : steps.getLast();
    }

    /// The object or array that holds the place.
    ///
    /// @throws PatchFailed with the message `missing` when there is none
    JsonValue container(JsonValue document, String missing) {
        JsonValue at = steps.isEmpty() ? null : document;
        for (int i = 0; at != null && i < steps.size() - 1; i++) {
            at = Containers.find(at, steps.get(i));
        }
        return demand(at, missing);
    }

    /// A document in which the container of the place is replaced.
    JsonValue edit(JsonValue document, Edit edit, String missing) {
        if (steps.isEmpty()) {
            throw PatchFailed.inapplicable(missing);
        }
        return edit(document, 0, edit, missing);
    }

    private JsonValue edit(@Nullable JsonValue node, int depth, Edit edit, String missing) {
        var container = demand(node, missing);
        var step = steps.get(depth);
        if (depth == steps.size() - 1) {
            return edit.apply(container, step);
        }
        var inner = edit(Containers.find(container, step), depth + 1, edit, missing);
        return Containers.put(container, step, inner);
    }

    private static JsonValue demand(@Nullable JsonValue node, String missing) {
        if (node instanceof JsonObject || node instanceof JsonArray) {
            return node;
        }
        throw PatchFailed.inapplicable(missing);
    }
}
