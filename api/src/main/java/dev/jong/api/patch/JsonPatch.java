package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON patch (RFC 6902) as the API server applies it, which is laxer than the RFC in places: a
/// `replace` may add, and an index may count from the end.
public record JsonPatch(List<Operation> operations) {
    /// One step.
    ///
    /// @param kind `add`, `remove`, `replace`, `move`, `copy`, `test`, or anything else, which
    ///   fails
    /// @param value null when the step has none
    public record Operation(
            String kind, @Nullable String path, @Nullable String from, @Nullable JsonValue value) {}

    /// More steps than these are refused before they are tried.
    public static final int MOST_OPERATIONS = 10_000;

    public JsonPatch {
        operations = List.copyOf(operations);
    }

    /// Reads the steps.
    ///
    /// @throws PatchFailed when this is no list of operations
    public static JsonPatch of(JsonValue patch) {
        if (!(patch instanceof JsonArray(var items))) {
            throw PatchFailed.malformed(
                    "json: cannot unmarshal "
                            + patch.typeName()
                            + " into Go value of type jsonpatch.Patch");
        }
        var operations = new ArrayList<Operation>();
        for (var item : items) {
            if (!(item instanceof JsonObject step)) {
                throw PatchFailed.malformed(
                        "json: cannot unmarshal "
                                + item.typeName()
                                + " into Go value of type jsonpatch.Operation");
            }
            var kind = step.text("op");
            operations.add(
                    new Operation(
                            kind == null ? "unknown" : kind,
                            step.text("path"),
                            step.text("from"),
                            step.get("value")));
        }
        return new JsonPatch(operations);
    }

    /// All steps, or none.
    ///
    /// @throws PatchFailed when a step does not apply
    public JsonValue apply(JsonValue document) {
        var patched = document;
        for (var operation : operations) {
            patched = apply(patched, operation);
        }
        return patched;
    }

    private static JsonValue apply(JsonValue document, Operation operation) {
        return switch (operation.kind) {
            case "add" -> {
                var path = path(operation, "add");
                yield JsonPointer.of(path)
                        .edit(
                                document,
                                (container, key) ->
                                        Containers.add(container, key, value(operation), path),
                                "add operation does not apply: doc is missing path: \""
                                        + path
                                        + "\": missing value");
            }
            case "remove" -> {
                var path = path(operation, "remove");
                yield JsonPointer.of(path)
                        .edit(
                                document,
                                (container, key) ->
                                        Containers.remove(container, key, path, "remove"),
                                "remove operation does not apply: doc is missing path: \""
                                        + path
                                        + "\": missing value");
            }
            case "replace" -> replace(document, operation);
            case "move" -> move(document, operation);
            case "copy" -> copy(document, operation);
            case "test" -> test(document, operation);
            default -> throw PatchFailed.inapplicable("Unexpected kind: " + operation.kind);
        };
    }

    private static JsonValue replace(JsonValue document, Operation operation) {
        var path = path(operation, "replace");
        if (path.isEmpty()) {
            var whole = value(operation);
            if (whole instanceof JsonObject || whole instanceof JsonArray) {
                return whole;
            }
            throw PatchFailed.inapplicable(
                    "replace operation value must be object or array: %!w(<nil>)");
        }
        return JsonPointer.of(path)
                .edit(
                        document,
                        (container, key) ->
                                Containers.replace(container, key, value(operation), path),
                        "replace operation does not apply: doc is missing path: "
                                + path
                                + ": missing value");
    }

    private static JsonValue move(JsonValue document, Operation operation) {
        var from = from(operation, "move");
        var source = JsonPointer.of(from);
        var container =
                source.container(
                        document,
                        "move operation does not apply: doc is missing from path: "
                                + from
                                + ": missing value");
        var moved = Containers.get(container, source.last(), "move", source.last());
        var without =
                source.edit(
                        document, (holder, key) -> Containers.remove(holder, key, key, "move"), "");
        var path = path(operation, "move");
        return JsonPointer.of(path)
                .edit(
                        without,
                        (holder, key) ->
                                Containers.add(
                                        holder,
                                        key,
                                        moved,
                                        path,
                                        "error in move for path: '" + path + "'"),
                        "move operation does not apply: doc is missing destination path: "
                                + path
                                + ": missing value");
    }

    private static JsonValue copy(JsonValue document, Operation operation) {
        var from = from(operation, "copy");
        var source = JsonPointer.of(from);
        var container =
                source.container(
                        document,
                        "copy operation does not apply: doc is missing from path: "
                                + from
                                + ": missing value");
        var copied = Containers.get(container, source.last(), "copy", from);
        var path = path(operation, "copy");
        return JsonPointer.of(path)
                .edit(
                        document,
                        (holder, key) ->
                                Containers.add(
                                        holder,
                                        key,
                                        copied,
                                        path,
                                        "error while adding value during copy"),
                        "copy operation does not apply: doc is missing destination path: "
                                + path
                                + ": missing value");
    }

    private static JsonValue test(JsonValue document, Operation operation) {
        var path = path(operation, "test");
        JsonValue actual;
        if (path.isEmpty()) {
            actual = document;
        } else {
            var pointer = JsonPointer.of(path);
            var container =
                    pointer.container(
                            document,
                            "test operation does not apply: is missing path: "
                                    + path
                                    + ": missing value");
            actual = Containers.get(container, pointer.last(), "test", path);
        }
        if (!actual.equals(value(operation))) {
            throw PatchFailed.inapplicable("testing value " + path + " failed: test failed");
        }
        return document;
    }

    /// A step without value means null.
    private static JsonValue value(Operation operation) {
        var value = operation.value;
        return value == null ? JsonNull.NULL : value;
    }

    private static String path(Operation operation, String kind) {
        var path = operation.path;
        if (path == null) {
            var cause =
                    switch (kind) {
                        case "add", "remove", "copy" -> "missing value";
                        default -> "operation missing path field: missing value";
                    };
            throw PatchFailed.inapplicable(kind + " operation failed to decode path: " + cause);
        }
        return path;
    }

    private static String from(Operation operation, String kind) {
        var from = operation.from;
        if (from == null) {
            throw PatchFailed.inapplicable(
                    kind
                            + " operation failed to decode from: operation, missing from field:"
                            + " missing value");
        }
        return from;
    }
}
