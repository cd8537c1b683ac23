package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import dev.jong.api.apply.Author;
import dev.jong.api.apply.FieldOwnership;
import dev.jong.api.apply.FieldSet;
import dev.jong.api.apply.InvalidFields;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ManagedFieldsEntry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who owns which field of a resource's objects (`metadata.managedFields`).
final class Ownership<T extends KubernetesObject> {
    private static final String METADATA = "metadata";

    private final Resource<T> resource;
    private final InstantSource clock;
    private final Map<String, FieldOwnership> parts = new HashMap<>();
    private final FieldOwnership whole;
    private final JsonObject empty;

    Ownership(Resource<T> resource, InstantSource clock) {
        this.resource = resource;
        this.clock = clock;
        var schema = resource.kind().schema();
        whole = new FieldOwnership(schema, resource.resets().getOrDefault("", FieldSet.EMPTY));
        resource.resets()
                .forEach((part, fields) -> parts.put(part, new FieldOwnership(schema, fields)));
        var codec = resource.kind().codec();
        empty = (JsonObject) Json.tree(Json.read(JsonObject.EMPTY, codec), codec);
    }

    /// A new object, owned by whom it names as manager; nothing is recorded when nobody is named,
    /// or when its items cannot be told apart.
    T created(T object, WriteOptions options) {
        if (options.applied() || options.fieldManager().isEmpty()) return object;
        try {
            return with(object, whole.written(empty, tree(object), List.of(), author("", options)));
        } catch (InvalidFields _) {
            return with(object, List.of());
        }
    }

    /// An object that is about to replace another.
    T updated(T now, T old, String subresource, WriteOptions options) {
        if (options.applied()) return now;
        var given = now.metadata().managedFields();
        if (subresource.isEmpty() && isReset(given)) return with(now, List.of());
        var known = old.metadata().managedFields();
        var entries = subresource.isEmpty() && !given.isEmpty() ? given : known;
        if (entries.isEmpty() || options.fieldManager().isEmpty()) return with(now, entries);
        try {
            return with(
                    now,
                    ownership(subresource)
                            .written(tree(old), tree(now), entries, author(subresource, options)));
        } catch (InvalidFields _) {
            return with(now, known);
        }
    }

    /// The object that an applied configuration makes of `live`, or of nothing.
    ///
    /// @param config without `metadata.managedFields`
    T applied(@Nullable T live, JsonObject config, String subresource, WriteOptions options) {
        var before = live == null ? JsonObject.EMPTY : tree(live);
        List<ManagedFieldsEntry> entries =
                live == null ? List.of() : live.metadata().managedFields();
        try {
            var applied =
                    ownership(subresource)
                            .applied(
                                    before,
                                    config,
                                    entries,
                                    author(subresource, options),
                                    options.force());
            return with(
                    Json.read(applied.object(), resource.kind().codec()), applied.managedFields());
        } catch (InvalidFields e) {
            throw ApiException.internal("failed to create typed patch object: " + e.getMessage());
        }
    }

    private FieldOwnership ownership(String subresource) {
        return parts.getOrDefault(subresource, whole);
    }

    private Author author(String subresource, WriteOptions options) {
        return new Author(
                options.fieldManager(), resource.kind().apiVersion(), subresource, clock.instant());
    }

    /// One entry with nothing in it asks to forget all owners.
    private static boolean isReset(List<ManagedFieldsEntry> entries) {
        return entries.size() == 1 && entries.getFirst().equals(ManagedFieldsEntry.EMPTY);
    }

    private T with(T object, List<ManagedFieldsEntry> entries) {
        return object.metadata().managedFields().equals(entries)
                ? object
                : Metadata.map(object, metadata -> metadata.withManagedFields(entries));
    }

    private JsonObject tree(T object) {
        var tree = (JsonObject) Json.tree(object, resource.kind().codec());
        var metadata = tree.object(METADATA);
        return metadata.has("managedFields")
                ? tree.with(METADATA, metadata.without("managedFields"))
                : tree;
    }
}
