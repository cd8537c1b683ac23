package dev.jong.apiserver.registry;

import dev.jong.api.errors.FieldError;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Between a served version of a resource and the one that is stored. Takes many objects at once,
/// because for custom resources somebody else may have to be asked.
///
/// @param fields of the served version → of the stored one, for field selectors
/// @param rules what is wrong with an object that comes in the served version, from (as to be
///   stored, as stored or null); null when the stored version's rules are all
public record Conversion<T, S>(
        Function<List<T>, List<S>> toStored,
        Function<List<S>, List<T>> fromStored,
        UnaryOperator<String> fields,
        @Nullable BiFunction<S, @Nullable S, List<FieldError>> rules) {

    public Conversion(
            Function<List<T>, List<S>> toStored,
            Function<List<S>, List<T>> fromStored,
            UnaryOperator<String> fields) {
        this(toStored, fromStored, fields, null);
    }

    /// A conversion that looks at one object at a time.
    public static <T, S> Conversion<T, S> each(
            Function<T, S> toStored, Function<S, T> fromStored, UnaryOperator<String> fields) {
        return new Conversion<>(
                all -> all.stream().map(toStored).toList(),
                all -> all.stream().map(fromStored).toList(),
                fields);
    }

    /// With rules of the served version's own, in place of the stored one's.
    public Conversion<T, S> checkedBy(BiFunction<S, @Nullable S, List<FieldError>> own) {
        return new Conversion<>(toStored, fromStored, fields, own);
    }

    S stored(T object) {
        return toStored.apply(List.of(object)).getFirst();
    }

    T served(S object) {
        return fromStored.apply(List.of(object)).getFirst();
    }
}
