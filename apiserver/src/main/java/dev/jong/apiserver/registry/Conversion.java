package dev.jong.apiserver.registry;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Between a served version of a resource and the one that is stored. Takes many objects at once,
/// because for custom resources somebody else may have to be asked.
///
/// @param fields of the served version → of the stored one, for field selectors
public record Conversion<T, S>(
        Function<List<T>, List<S>> toStored,
        Function<List<S>, List<T>> fromStored,
        UnaryOperator<String> fields) {

    /// A conversion that looks at one object at a time.
    public static <T, S> Conversion<T, S> each(
            Function<T, S> toStored, Function<S, T> fromStored, UnaryOperator<String> fields) {
        return new Conversion<>(
                all -> all.stream().map(toStored).toList(),
                all -> all.stream().map(fromStored).toList(),
                fields);
    }

    S stored(T object) {
        return toStored.apply(List.of(object)).getFirst();
    }

    T served(S object) {
        return fromStored.apply(List.of(object)).getFirst();
    }
}
