package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.jong.api.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The types by which expressions know what a schema describes. Objects are named by their path
/// from the root; what the schema says nothing about has no type and cannot be reached.
public final class TypedSchema {
    private static final String METADATA = "metadata";

    private final Schema schema;
    private final String name;
    private final boolean resource;

    /// Built when first asked for, since schemas may contain themselves.
    private final Map<String, CelType> objects = new HashMap<>();

    private final Map<String, Schema.Struct> declared = new HashMap<>();

    /// @param name of the root's type
    /// @param resource whether it is a whole object: of its metadata only name and generateName can
    ///   be reached
    private TypedSchema(Schema schema, String name, boolean resource) {
        this.schema = schema;
        this.name = name;
        this.resource = resource;
    }

    /// A whole object as custom resources see themselves.
    public static TypedSchema resource(Schema schema, String name) {
        return new TypedSchema(schema, name, true);
    }

    /// A part of an object, or an object with all of its metadata.
    public static TypedSchema of(Schema schema, String name) {
        return new TypedSchema(schema, name, false);
    }

    /// Empty when expressions cannot see it.
    public synchronized Optional<CelType> type() {
        return Optional.ofNullable(type(schema, name, resource));
    }

    /// The object type of that name.
    public synchronized Optional<CelType> find(String wanted) {
        if (objects.isEmpty()) {
            var _ = type();
        }
        return Optional.ofNullable(objects.get(wanted));
    }

    private @Nullable CelType type(Schema from, String path, boolean whole) {
        return switch (from) {
            case Schema.Struct struct -> object(struct, path, whole);
            case Schema.MapOf map -> mapOf(map.values(), path);
            case Schema.ListOf list -> {
                var items = type(list.items(), path + ".@idx", isEmbedded(list.items()));
                yield items == null ? null : ListType.create(items);
            }
            case Schema.Scalar scalar -> scalar(scalar);
            case Schema.Any _ -> null;
        };
    }

    private @Nullable CelType mapOf(Schema values, String path) {
        var type = type(values, path + ".@elem", isEmbedded(values));
        return type == null ? null : MapType.create(SimpleType.STRING, type);
    }

    static boolean isEmbedded(Schema schema) {
        return schema instanceof Schema.Struct struct && struct.body().embedded();
    }

    /// The type of a plain value.
    static CelType scalar(Schema.Scalar scalar) {
        return switch (scalar.type()) {
            case STRING ->
                    switch (scalar.format()) {
                        case "byte" -> SimpleType.BYTES;
                        case "duration" -> SimpleType.DURATION;
                        case "date", "date-time" -> SimpleType.TIMESTAMP;
                        default -> SimpleType.STRING;
                    };
            case INTEGER -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case INT_OR_STRING, QUANTITY -> SimpleType.DYN;
        };
    }

    private @Nullable CelType object(Schema.Struct struct, String path, boolean whole) {
        var additional = struct.body().additional();
        if (additional != null && struct.fields().isEmpty()) {
            return mapOf(additional, path);
        }
        var key = struct.name().isEmpty() ? path : struct.name();
        var known = objects.get(key);
        if (known != null && struct.equals(declared.get(key))) {
            return known;
        }
        declared.put(key, struct);
        var types = new HashMap<String, CelType>();
        var names = new HashMap<String, Schema.Field>();
        for (var field : struct.fields().values()) {
            Escaping.escape(field.name()).ifPresent(escaped -> names.put(escaped, field));
        }
        var type = struct(key, names.keySet(), types);
        names.forEach((escaped, field) -> {
            var found =
                    whole && field.name().equals(METADATA)
                            ? metadata(key + "." + METADATA)
                            : type(
                                    field.schema(),
                                    key + "." + field.name(),
                                    isEmbedded(field.schema()));
            if (found != null) {
                types.put(escaped, found);
            }
        });
        return type;
    }

    /// @param types of the fields, which may be filled later
    @SuppressWarnings("Immutable")
    private StructType struct(String key, Set<String> fields, Map<String, CelType> types) {
        var type =
                StructType.create(
                        key,
                        ImmutableSet.copyOf(fields),
                        field -> Optional.ofNullable(types.get(field)));
        objects.put(key, type);
        return type;
    }

    private CelType metadata(String path) {
        var types =
                Map.<String, CelType>of(
                        "name", SimpleType.STRING, "generateName", SimpleType.STRING);
        return struct(path, types.keySet(), types);
    }
}
