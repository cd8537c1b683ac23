package dev.jong.apiserver.table;

import dev.jong.api.GoText;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Codec;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.registry.Resource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects as rows (`meta.k8s.io/v1` Table).
///
/// @param headed whether columns are described: in a watch only the first table does
/// @param continueToken empty on the last page
/// @param version of the group that the client asked for: `v1` or `v1beta1`
public record Table<T extends KubernetesObject>(
        Resource<T> resource,
        List<T> objects,
        String resourceVersion,
        String continueToken,
        @Nullable Long remaining,
        Include include,
        boolean headed,
        Instant now,
        String version) {

    /// What of the object a row carries besides its cells.
    public enum Include {
        NONE,
        METADATA,
        OBJECT;

        public static Include of(String parameter) {
            return switch (parameter) {
                case "None" -> NONE;
                case "Object" -> OBJECT;
                case "", "Metadata" -> METADATA;
                default ->
                        throw ApiException.badRequest(
                                "Unable to convert to Table as requested: includeObject: Invalid value: "
                                        + GoText.quote(parameter)
                                        + ": must be 'Metadata', 'Object', 'None', or empty");
            };
        }
    }

    /// Writes only.
    public static <T extends KubernetesObject> Codec<Table<T>> codec() {
        return new Codec<>() {
            @Override
            public Table<T> read(TokenReader in) {
                throw new UnsupportedOperationException("tables are never read");
            }

            @Override
            public void write(Table<T> table, TokenWriter out) {
                table.write(out);
            }
        };
    }

    private void write(TokenWriter out) {
        var columns = Columns.of(resource);
        out.beginObject();
        out.name("kind").string("Table");
        out.name("apiVersion").string("meta.k8s.io/" + version);
        writeMetadata(out);
        if (headed) {
            out.name("columnDefinitions").beginArray();
            columns.forEach(column -> writeDefinition(column, out));
            out.endArray();
        } else {
            out.name("columnDefinitions").nul();
        }
        out.name("rows").beginArray();
        for (var object : objects) {
            writeRow(object, columns, out);
        }
        out.endArray();
        out.endObject();
    }

    private void writeMetadata(TokenWriter out) {
        out.name("metadata").beginObject();
        if (!resourceVersion.isEmpty()) {
            out.name("resourceVersion").string(resourceVersion);
        }
        if (!continueToken.isEmpty()) {
            out.name("continue").string(continueToken);
        }
        if (remaining != null) {
            out.name("remainingItemCount").integer(remaining);
        }
        out.endObject();
    }

    private static void writeDefinition(Column<?> column, TokenWriter out) {
        out.beginObject();
        out.name("name").string(column.name());
        out.name("type").string(column.type());
        out.name("format").string(column.format());
        out.name("description").string(column.description());
        out.name("priority").integer(column.priority());
        out.endObject();
    }

    private void writeRow(T object, List<Column<T>> columns, TokenWriter out) {
        out.beginObject();
        out.name("cells").beginArray();
        for (var column : columns) {
            writeCell(column.cell().apply(object, now), out);
        }
        out.endArray();
        switch (include) {
            case NONE -> out.name("object").nul();
            case METADATA -> {
                out.name("object");
                writePartial(object, version, out);
            }
            case OBJECT -> {
                out.name("object");
                resource.kind().codec().write(object, out);
            }
        }
        out.endObject();
    }

    private static void writeCell(@Nullable Object cell, TokenWriter out) {
        switch (cell) {
            case null -> out.nul();
            case Integer number -> out.integer(number);
            case Long number -> out.integer(number);
            case Double number -> out.decimal(number);
            case Boolean value -> out.bool(value);
            default -> out.string(cell.toString());
        }
    }

    /// An object reduced to its metadata (`meta.k8s.io/v1` PartialObjectMetadata).
    ///
    /// @param version of the group
    public static void writePartial(KubernetesObject object, String version, TokenWriter out) {
        out.beginObject();
        out.name("kind").string("PartialObjectMetadata");
        out.name("apiVersion").string("meta.k8s.io/" + version);
        out.name("metadata");
        ObjectMeta.CODEC.write(object.metadata(), out);
        out.endObject();
    }
}
