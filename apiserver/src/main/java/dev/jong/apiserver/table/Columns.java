package dev.jong.apiserver.table;

import dev.jong.api.KubernetesObject;
import dev.jong.api.Schema;
import dev.jong.api.Schemas;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.table.columns.StandardColumns;
import java.util.List;
import java.util.Objects;

/// Columns that tables of all kinds share.
public final class Columns {
    private static final String UNKNOWN_TIME = "<unknown>";
    private static final Schema.Struct METADATA =
            Schemas.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");

    private Columns() {}

    public static <T extends KubernetesObject> Column<T> name() {
        return Column.<T>text(
                        "Name", object -> Objects.requireNonNullElse(object.metadata().name(), ""))
                .format("name")
                .describedAs(description(METADATA, "name"));
    }

    public static <T extends KubernetesObject> Column<T> age() {
        return Column.<T>ago(
                        "Age",
                        (object, now) -> Ages.since(object.metadata().creationTimestamp(), now))
                .describedAs(description(METADATA, "creationTimestamp"));
    }

    /// What kinds without columns of their own show.
    private static <T extends KubernetesObject> Column<T> createdAt() {
        return new Column<>(
                "Created At",
                "date",
                "",
                description(METADATA, "creationTimestamp"),
                0,
                (object, _) -> {
                    var created = object.metadata().creationTimestamp();
                    return created == null ? UNKNOWN_TIME : created.toString();
                });
    }

    /// What the API says of a field; empty when it says nothing.
    public static String description(Schema.Struct type, String field) {
        var known = type.field(field);
        return known == null ? "" : known.description();
    }

    /// Those of the resource; of a built-in kind else; else name and creation time.
    static <T extends KubernetesObject> List<Column<T>> of(Resource<T> resource) {
        if (!resource.columns().isEmpty()) return resource.columns();
        var standard = StandardColumns.of(resource.kind());
        return standard.isEmpty() ? List.of(name(), createdAt()) : standard;
    }
}
