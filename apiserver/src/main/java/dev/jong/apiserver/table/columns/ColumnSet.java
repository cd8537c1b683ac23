package dev.jong.apiserver.table.columns;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.apiserver.registry.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Columns by kind.
final class ColumnSet {
    private final Map<String, List<? extends Column<?>>> byKind = new HashMap<>();

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is read only
    final <T extends KubernetesObject> ColumnSet put(Kind<T> kind, Column<T>... columns) {
        byKind.put(key(kind), List.of(columns));
        return this;
    }

    /// Empty for a kind without columns of its own.
    @SuppressWarnings("unchecked") // put() takes only columns of the kind's own type
    <T extends KubernetesObject> List<Column<T>> of(Kind<T> kind) {
        return (List<Column<T>>) byKind.getOrDefault(key(kind), List.of());
    }

    private static String key(Kind<?> kind) {
        return kind.apiVersion() + "/" + kind.name();
    }
}
