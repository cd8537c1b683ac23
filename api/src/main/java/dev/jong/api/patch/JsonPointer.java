package dev.jong.api.patch;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a document (RFC 6901): the steps to its container and the key there.
///
/// @param steps empty when the pointer names no place inside the document
record JsonPointer(List<String> steps) {
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

    /// The object or array that holds the place, opened with all that hold it.
    ///
    /// @throws PatchFailed with the message `missing` when there is none
    Draft container(Object document, String missing) {
        if (steps.isEmpty()) {
            throw PatchFailed.inapplicable(missing);
        }
        var at = demand(document, missing);
        for (var step : steps.subList(0, steps.size() - 1)) {
            var found = at.find(step);
            var inner = found == null ? null : Draft.opened(found);
            if (inner instanceof Draft && !(found instanceof Draft)) {
                at.put(step, inner);
            }
            at = demand(inner, missing);
        }
        return at;
    }

    private static Draft demand(@Nullable Object node, String missing) {
        if (node instanceof Draft container) {
            return container;
        }
        throw PatchFailed.inapplicable(missing);
    }
}
