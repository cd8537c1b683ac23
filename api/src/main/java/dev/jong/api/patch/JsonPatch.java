package dev.jong.api.patch;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.json.TokenReader;
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

    /// Copies upon copies grow quickly: all of one patch together may bring no more.
    private static final long MOST_COPIED_BYTES = 3 << 20;

    public JsonPatch {
        operations = List.copyOf(operations);
    }

    /// Reads the steps.
    ///
    /// @throws PatchFailed when this is no list of operations
    public static JsonPatch of(JsonValue patch) {
        if (patch instanceof JsonNull) {
            return new JsonPatch(List.of());
        }
        if (!(patch instanceof JsonArray(var items))) {
            throw PatchFailed.malformed(
                    "json: cannot unmarshal "
                            + patch.typeName()
                            + " into Go value of type jsonpatch.Patch");
        }
        var operations = new ArrayList<Operation>();
        for (var each : items) {
            var item = each instanceof JsonNull ? JsonObject.EMPTY : each;
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
        var run = new Run(document);
        operations.forEach(run::apply);
        if (Draft.isDeeper(run.document, TokenReader.MOST_KEPT_LEVELS)) {
            throw PatchFailed.inapplicable("exceeded max depth");
        }
        return Draft.closed(run.document);
    }

    /// A document on its way through the steps.
    private static final class Run {
        private Object document;
        private long copied;

        Run(JsonValue document) {
            this.document = Draft.opened(document);
        }

        void apply(Operation operation) {
            switch (operation.kind) {
                case "add" -> add(operation);
                case "remove" -> remove(operation);
                case "replace" -> replace(operation);
                case "move" -> move(operation);
                case "copy" -> copy(operation);
                case "test" -> test(operation);
                default -> throw PatchFailed.inapplicable("Unexpected kind: " + operation.kind);
            }
        }

        private void add(Operation operation) {
            var path = path(operation, "add");
            var place = JsonPointer.of(path);
            var missing =
                    "add operation does not apply: doc is missing path: \""
                            + path
                            + "\": missing value";
            Containers.add(
                    place.container(document, missing),
                    place.last(),
                    value(operation),
                    "error in add for path: '" + path + "'");
        }

        private void remove(Operation operation) {
            var path = path(operation, "remove");
            var place = JsonPointer.of(path);
            var missing =
                    "remove operation does not apply: doc is missing path: \""
                            + path
                            + "\": missing value";
            Containers.remove(place.container(document, missing), place.last(), path, "remove");
        }

        private void replace(Operation operation) {
            var path = path(operation, "replace");
            if (path.isEmpty()) {
                var whole = Draft.opened(value(operation));
                if (!(whole instanceof Draft)) {
                    throw PatchFailed.inapplicable(
                            "replace operation value must be object or array: %!w(<nil>)");
                }
                document = whole;
                return;
            }
            var place = JsonPointer.of(path);
            var missing =
                    "replace operation does not apply: doc is missing path: "
                            + path
                            + ": missing value";
            Containers.replace(
                    place.container(document, missing), place.last(), value(operation), path);
        }

        private void move(Operation operation) {
            var from = from(operation, "move");
            var source = JsonPointer.of(from);
            var container =
                    source.container(
                            document,
                            "move operation does not apply: doc is missing from path: "
                                    + from
                                    + ": missing value");
            var key = source.last();
            var moved = Containers.get(container, key, "move", key);
            Containers.remove(container, key, key, "move");
            var path = path(operation, "move");
            var target = JsonPointer.of(path);
            var missing =
                    "move operation does not apply: doc is missing destination path: "
                            + path
                            + ": missing value";
            Containers.add(
                    target.container(document, missing),
                    target.last(),
                    moved,
                    "error in move for path: '" + path + "'");
        }

        private void copy(Operation operation) {
            var from = from(operation, "copy");
            var source = JsonPointer.of(from);
            var container =
                    source.container(
                            document,
                            "copy operation does not apply: doc is missing from path: "
                                    + from
                                    + ": missing value");
            var value = Draft.closed(Containers.get(container, source.last(), "copy", from));
            var path = path(operation, "copy");
            var target = JsonPointer.of(path);
            var missing =
                    "copy operation does not apply: doc is missing destination path: "
                            + path
                            + ": missing value";
            var holder = target.container(document, missing);
            copied += Json.write(value).length;
            if (copied > MOST_COPIED_BYTES) {
                throw PatchFailed.inapplicable(
                        "Unable to complete the copy, the accumulated size increase of copy is "
                                + copied
                                + ", exceeding the limit "
                                + MOST_COPIED_BYTES);
            }
            Containers.add(holder, target.last(), value, "error while adding value during copy");
        }

        private void test(Operation operation) {
            var path = path(operation, "test");
            Object actual;
            if (path.isEmpty()) {
                actual = document;
            } else {
                var place = JsonPointer.of(path);
                var container =
                        place.container(
                                document,
                                "test operation does not apply: is missing path: "
                                        + path
                                        + ": missing value");
                actual = Containers.get(container, place.last(), "test", path);
            }
            if (!Draft.equal(actual, value(operation))) {
                throw PatchFailed.inapplicable("testing value " + path + " failed: test failed");
            }
        }
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
