package dev.jong.apiserver.admission.policy;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Schema;
import dev.jong.api.apply.Author;
import dev.jong.api.apply.FieldOwnership;
import dev.jong.api.apply.FieldSet;
import dev.jong.api.apply.InvalidFields;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.patch.JsonPatch;
import dev.jong.api.patch.PatchFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Lays over objects what the expressions of mutations came to. Pure.
final class Patches {
    private Patches() {}

    /// The patch does not go with the object.
    static final class Unfit extends RuntimeException {
        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    /// As server-side apply merges, without anybody owning the fields. What apply would replace as
    /// a whole must not be named: fields would be lost that the expression does not mention.
    static KubernetesObject merged(KubernetesObject object, JsonValue config) {
        var kind = object.kind();
        if (!(config instanceof JsonObject fields)) {
            throw new Unfit("invalid return type: " + config.typeName());
        }
        var atomics = new ArrayList<String>();
        findAtomics("", fields, kind.schema(), Schema.Ownership.AS_TYPE, atomics);
        if (!atomics.isEmpty()) {
            throw new Unfit(
                    "error applying patch: invalid ApplyConfiguration: may not mutate atomic"
                            + " arrays, maps or structs: "
                            + String.join(", ", atomics));
        }
        var named = fields.with("apiVersion", kind.apiVersion()).with("kind", kind.name());
        try {
            var applied =
                    new FieldOwnership(kind.schema(), FieldSet.EMPTY)
                            .applied(
                                    tree(object),
                                    named,
                                    List.of(),
                                    new Author("policy", kind.apiVersion(), "", Instant.EPOCH),
                                    true);
            return read(applied.object(), object);
        } catch (InvalidFields e) {
            throw new Unfit("error applying patch: " + e.getMessage());
        }
    }

    /// @param patch a list of operations
    static KubernetesObject patched(KubernetesObject object, JsonValue patch) {
        try {
            var patched = JsonPatch.of(patch).apply(tree(object));
            if (!(patched instanceof JsonObject fields)) {
                throw new Unfit("JSON Patch: the result is no object");
            }
            return read(fields, object);
        } catch (PatchFailed e) {
            throw new Unfit("JSON Patch: " + e.getMessage());
        }
    }

    private static JsonObject tree(KubernetesObject object) {
        var tree = (JsonObject) PolicyInputs.json(object);
        var metadata = tree.object("metadata");
        return tree.with("metadata", metadata.without("managedFields"));
    }

    private static KubernetesObject read(JsonObject tree, KubernetesObject before) {
        try {
            var object = read(tree, before.kind());
            return object.withMetadata(
                    object.metadata().withManagedFields(before.metadata().managedFields()));
        } catch (JsonException e) {
            throw new Unfit("failed to convert typed object to object: " + e.getMessage());
        }
    }

    private static KubernetesObject read(JsonObject tree, Kind<?> kind) {
        return Json.read(tree, kind.codec());
    }

    private static void findAtomics(
            String path,
            JsonValue value,
            Schema schema,
            Schema.Ownership ownership,
            List<String> found) {
        switch (schema) {
            case Schema.Struct struct when value instanceof JsonObject object -> {
                if (ownership.whole(struct.body().atomic())) {
                    found.add(path);
                }
                object.fields()
                        .forEach((name, item) -> {
                            var field = struct.field(name);
                            if (field != null) {
                                findAtomics(
                                        path + "." + name,
                                        item,
                                        field.schema(),
                                        field.ownership(),
                                        found);
                            }
                        });
            }
            case Schema.MapOf map when value instanceof JsonObject -> {
                if (ownership.whole(map.atomic())) {
                    found.add(path);
                }
            }
            case Schema.ListOf list when value instanceof JsonArray array -> {
                if (list.type() == Schema.ListType.ATOMIC) {
                    found.add(path);
                }
                for (int i = 0; i < array.size(); i++) {
                    findAtomics(
                            path + "[" + i + "]",
                            array.get(i),
                            list.items(),
                            Schema.Ownership.AS_TYPE,
                            found);
                }
            }
            default -> {}
        }
    }
}
