package dev.jong.apiserver.registry;

import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A column of a table (`meta.k8s.io/v1` TableColumnDefinition) and how its cells come about.
///
/// @param type `string`, `integer`, `date`, `boolean`, `number`
/// @param format `name` for the name column, else empty
/// @param priority 0 shown always, 1 with `-o wide`
/// @param cell text, number or boolean; null prints as `<none>` by kubectl
public record Column<T>(
        String name,
        String type,
        String format,
        String description,
        int priority,
        BiFunction<T, Instant, @Nullable Object> cell) {

    public static <T> Column<T> text(String name, Function<T, @Nullable Object> cell) {
        return new Column<>(name, "string", "", "", 0, (object, _) -> cell.apply(object));
    }

    public static <T> Column<T> number(String name, Function<T, @Nullable Object> cell) {
        return new Column<>(name, "integer", "", "", 0, (object, _) -> cell.apply(object));
    }

    /// A cell that tells how long ago something was.
    public static <T> Column<T> ago(String name, BiFunction<T, Instant, @Nullable Object> cell) {
        return new Column<>(name, "string", "", "", 0, cell);
    }

    public Column<T> wide() {
        return new Column<>(name, type, format, description, 1, cell);
    }

    public Column<T> ofType(String other) {
        return new Column<>(name, other, format, description, priority, cell);
    }

    public Column<T> describedAs(String text) {
        return new Column<>(name, type, format, text, priority, cell);
    }

    /// The same column of what `T` is made from.
    public <S> Column<S> from(Function<S, T> made) {
        return new Column<>(
                name,
                type,
                format,
                description,
                priority,
                (object, now) -> cell.apply(made.apply(object), now));
    }

    public Column<T> format(String newFormat) {
        return new Column<>(name, type, newFormat, description, priority, cell);
    }
}
