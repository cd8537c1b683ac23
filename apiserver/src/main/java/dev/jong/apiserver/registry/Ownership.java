package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.apply.Author;
import dev.jong.api.apply.FieldOwnership;
import dev.jong.api.apply.FieldSet;
import dev.jong.api.apply.InvalidFields;
import dev.jong.api.apply.LastApplied;
import dev.jong.api.apply.OtherVersion;
import dev.jong.api.apply.Versions;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.ManagedFieldsEntry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who owns which field of a resource's objects (`metadata.managedFields`).
public final class Ownership<T extends KubernetesObject> {
    private static final String METADATA = "metadata";
    private static final String SCALE = "scale";

    private final Resource<T> resource;
    private final InstantSource clock;
    private final Map<String, FieldOwnership> parts = new HashMap<>();
    private final FieldOwnership whole;
    private final JsonObject empty;

    public Ownership(Resource<T> resource, InstantSource clock) {
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
    public T created(T object, WriteOptions options) {
        if (options.applied() || options.fieldManager().isEmpty()) return object;
        if (!isTyped(object)) return with(object, List.of());
        try {
            return with(
                    object,
                    ownership("", options)
                            .written(
                                    empty(options),
                                    spoken(object, options),
                                    List.of(),
                                    author("", options)));
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
        boolean theirs =
                subresource.isEmpty() && !given.isEmpty() && FieldOwnership.isReadable(given);
        var entries = theirs ? given : known;
        if (entries.isEmpty() || options.fieldManager().isEmpty()) return with(now, entries);
        if (subresource.equals(SCALE) && !scalersOf(old, options).known()) {
            return with(now, entries);
        }
        if (!isTyped(now)) return with(now, List.of());
        try {
            return with(
                    now,
                    ownership(subresource, options)
                            .written(
                                    spoken(old, options),
                                    spoken(now, options),
                                    entries,
                                    author(subresource, options),
                                    versions(options)));
        } catch (InvalidFields _) {
            return with(now, known);
        }
    }

    /// The object that an applied configuration makes of `live`, or of nothing.
    ///
    /// @param config in the version that is spoken, without `metadata.managedFields`
    T applied(@Nullable T live, JsonObject config, String subresource, WriteOptions options) {
        var before = live == null ? JsonObject.EMPTY : spoken(live, options);
        List<ManagedFieldsEntry> entries =
                live == null ? List.of() : live.metadata().managedFields();
        try {
            if (live != null && subresource.equals(SCALE)) {
                entries = scalersOf(live, options).beforeApply();
            } else if (live != null && entries.isEmpty()) {
                entries =
                        ownership(subresource, options)
                                .ownedBefore(
                                        empty(options),
                                        before,
                                        entries,
                                        author(subresource, options));
            }
            var applied =
                    ownership(subresource, options)
                            .applied(
                                    before,
                                    config,
                                    entries,
                                    author(subresource, options),
                                    options.force(),
                                    versions(options));
            var told = LastApplied.synced(applied.object(), config, author(subresource, options));
            var made = converted(told, options);
            return with(
                    live != null && subresource.equals(SCALE) ? rescaled(live, made) : made,
                    applied.managedFields());
        } catch (InvalidFields e) {
            throw ApiException.internal("failed to create typed patch object: " + e.getMessage());
        }
    }

    private T converted(JsonObject tree, WriteOptions options) {
        try {
            return stored(tree, options);
        } catch (JsonException e) {
            var kind = kind(options);
            var version = kind.apiVersion();
            var said = (version.contains("/") ? version : "/" + version) + ", Kind=" + kind.name();
            var message =
                    "failed to convert new object (/"
                            + tree.object(METADATA).text("name")
                            + "; "
                            + said
                            + ") to proper version: unable to convert unstructured object to "
                            + said
                            + ": error decoding from json: "
                            + e.getMessage();
            throw ApiException.of(new Failure(500, "", message, null));
        }
    }

    /// Only replicas change through a scale: none are left where nobody asks for any.
    private T rescaled(T live, T made) {
        return !(made instanceof Unstructured)
                        && resource.subresources().get(SCALE)
                                instanceof Subresource.Scaling<T> scaling
                ? scaling.withReplicas(live, scaling.replicas(made))
                : made;
    }

    private Scalers scalersOf(T object, WriteOptions options) {
        if (!(resource.subresources().get(SCALE) instanceof Subresource.Scaling<T> scaling)) {
            throw ApiException.resourceNotFound();
        }
        return new Scalers(
                ownership(SCALE, options),
                object.metadata().managedFields(),
                scaling.replicas(object),
                replicas -> spoken(scaling.withReplicas(object, replicas), options),
                author(SCALE, options),
                versions(options));
    }

    /// A custom object may hold values that its schema takes for something else (a list where it
    /// has a text with a format): of these nobody owns anything.
    private boolean isTyped(T object) {
        return !(object instanceof Unstructured custom)
                || TypedConfig.check(custom.body(), resource.kind().schema()).isEmpty();
    }

    private FieldOwnership ownership(String subresource, WriteOptions options) {
        var version = options.version();
        if (version == null) return parts.getOrDefault(subresource, whole);
        return new FieldOwnership(
                version.schema(), resource.resets().getOrDefault(subresource, FieldSet.EMPTY));
    }

    private Author author(String subresource, WriteOptions options) {
        return new Author(
                options.fieldManager(),
                kind(options).apiVersion(),
                subresource,
                clock.instant(),
                !subresource.equals(SCALE));
    }

    /// The other versions, for what others own in them.
    private Versions versions(WriteOptions options) {
        return apiVersion -> {
            if (apiVersion.equals(kind(options).apiVersion())) {
                return null;
            }
            if (apiVersion.equals(resource.kind().apiVersion())) {
                return new OtherVersion(
                        apiVersion,
                        resource.kind().schema(),
                        spoken -> tree(stored(spoken, options), resource.kind()),
                        tree -> spoken(Json.read(tree, resource.kind().codec()), options));
            }
            var third = resource.otherVersion().apply(apiVersion);
            return third == null ? null : other(third, options);
        };
    }

    /// A version that is neither stored nor spoken.
    private OtherVersion other(WriteOptions.Spoken third, WriteOptions options) {
        return new OtherVersion(
                third.kind().apiVersion(),
                third.kind().schema(),
                spoken -> tree(third.fromStored().apply(stored(spoken, options)), third.kind()),
                tree ->
                        spoken(
                                resource.kind()
                                        .type()
                                        .cast(
                                                third.toStored()
                                                        .apply(
                                                                Json.read(
                                                                        tree,
                                                                        third.kind().codec()))),
                                options));
    }

    private Kind<?> kind(WriteOptions options) {
        var version = options.version();
        return version == null ? resource.kind() : version;
    }

    private JsonObject spoken(T object, WriteOptions options) {
        var spoken = options.spoken();
        return spoken == null
                ? tree(object, resource.kind())
                : tree(spoken.fromStored().apply(object), spoken.kind());
    }

    private T stored(JsonObject tree, WriteOptions options) {
        var spoken = options.spoken();
        return spoken == null
                ? Json.read(tree, resource.kind().codec())
                : resource.kind()
                        .type()
                        .cast(spoken.toStored().apply(Json.read(tree, spoken.kind().codec())));
    }

    private JsonObject empty(WriteOptions options) {
        var version = options.version();
        return version == null
                ? empty
                : tree(Json.read(JsonObject.EMPTY, version.codec()), version);
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

    @SuppressWarnings("unchecked")
    private static <V extends KubernetesObject> JsonObject tree(
            KubernetesObject object, Kind<V> kind) {
        var tree = (JsonObject) Json.tree((V) object, kind.codec());
        var metadata = tree.object(METADATA);
        return metadata.has("managedFields")
                ? tree.with(METADATA, metadata.without("managedFields"))
                : tree;
    }
}
