package dev.jong.apiserver.table.columns;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.registry.Column;
import java.util.List;

/// The columns of every built-in kind that has some, its name among them.
public final class StandardColumns {
    private static final ColumnSet ALL = new ColumnSet();

    static {
        WorkloadColumns.addTo(ALL);
        BatchColumns.addTo(ALL);
        NetworkColumns.addTo(ALL);
        ClusterColumns.addTo(ALL);
        StorageColumns.addTo(ALL);
        AccessColumns.addTo(ALL);
        PolicyColumns.addTo(ALL);
    }

    private StandardColumns() {}

    /// Empty for kinds that show name and creation time only.
    public static <T extends KubernetesObject> List<Column<T>> of(Kind<T> kind) {
        return ALL.of(kind);
    }
}
