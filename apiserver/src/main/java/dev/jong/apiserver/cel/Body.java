package dev.jong.apiserver.cel;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a function does for one kind of arguments; the receiver is the first argument.
@FunctionalInterface
interface Body {
    /// The result; null when the arguments are not of this body's kind.
    @Nullable Object call(Object[] arguments);

    /// Three arguments at once.
    interface Ternary<A, B, C> {
        Object apply(A first, B second, C third);
    }

    static Body of(java.util.function.Supplier<Object> body) {
        return arguments -> arguments.length == 0 ? body.get() : null;
    }

    static <A> Body of(Class<A> type, Function<A, Object> body) {
        return arguments ->
                arguments.length == 1 && type.isInstance(arguments[0])
                        ? body.apply(type.cast(arguments[0]))
                        : null;
    }

    static <A, B> Body of(Class<A> first, Class<B> second, BiFunction<A, B, Object> body) {
        return arguments ->
                arguments.length == 2
                                && first.isInstance(arguments[0])
                                && second.isInstance(arguments[1])
                        ? body.apply(first.cast(arguments[0]), second.cast(arguments[1]))
                        : null;
    }

    static <A, B, C> Body of(
            Class<A> first, Class<B> second, Class<C> third, Ternary<A, B, C> body) {
        return arguments ->
                arguments.length == 3
                                && first.isInstance(arguments[0])
                                && second.isInstance(arguments[1])
                                && third.isInstance(arguments[2])
                        ? body.apply(
                                first.cast(arguments[0]),
                                second.cast(arguments[1]),
                                third.cast(arguments[2]))
                        : null;
    }
}
