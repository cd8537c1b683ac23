package dev.jong.apiserver.table;

import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.table.columns.StandardColumns;
import java.util.List;

/// Columns that tables of all kinds share.
public final class Columns {
    private static final String NAME_DESCRIPTION =
            "Name must be unique within a namespace. Is required when creating resources, although some resources may"
                    + " allow a client to request the generation of an appropriate name automatically. Name is"
                    + " primarily intended for creation idempotence and configuration definition. Cannot be updated."
                    + " More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    /// What the API says of `metadata.creationTimestamp`.
    public static final String CREATED_DESCRIPTION =
            "CreationTimestamp is a timestamp representing the server time when this object was created. It is not"
                    + " guaranteed to be set in happens-before order across separate operations. Clients may not set"
                    + " this value. It is represented in RFC3339 form and is in UTC.\n\n"
                    + "Populated by the system. Read-only. Null for lists. More info:"
                    + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    private Columns() {}

    public static <T extends KubernetesObject> Column<T> name() {
        return Column.<T>text("Name", object -> object.metadata().name())
                .format("name")
                .describedAs(NAME_DESCRIPTION);
    }

    public static <T extends KubernetesObject> Column<T> age() {
        return Column.<T>ago(
                        "Age",
                        (object, now) -> Ages.since(object.metadata().creationTimestamp(), now))
                .describedAs(CREATED_DESCRIPTION);
    }

    /// What kinds without columns of their own show.
    private static <T extends KubernetesObject> Column<T> createdAt() {
        return new Column<>(
                "Created At",
                "date",
                "",
                CREATED_DESCRIPTION,
                0,
                (object, _) -> {
                    var created = object.metadata().creationTimestamp();
                    return created == null ? UNKNOWN_TIME : created.toString();
                });
    }

    private static final String UNKNOWN_TIME = "<unknown>";

    /// Those of the resource; of a built-in kind else; else name and creation time.
    static <T extends KubernetesObject> List<Column<T>> of(Resource<T> resource) {
        if (!resource.columns().isEmpty()) return resource.columns();
        var standard = StandardColumns.of(resource.kind());
        return standard.isEmpty() ? List.of(name(), createdAt()) : standard;
    }
}
