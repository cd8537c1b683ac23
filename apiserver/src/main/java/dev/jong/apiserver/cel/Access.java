package dev.jong.apiserver.cel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fields, keys and indexes.
final class Access {
    private Access() {}

    static Object field(Object target, String name) {
        if (target instanceof Optional<?> optional) {
            return optional.isEmpty() ? optional : optional(optional.get(), name);
        }
        if (!(target instanceof Map<?, ?> map)) {
            throw CelException.noSuchOverload();
        }
        var value = map.get(name);
        if (value == null) {
            throw CelException.noSuchKey(name);
        }
        return value;
    }

    static boolean has(Object target, String name) {
        return switch (target) {
            case Optional<?> optional -> optional.isPresent() && has(optional.get(), name);
            case Map<?, ?> map -> map.containsKey(name);
            default -> throw CelException.noSuchOverload();
        };
    }

    static Object index(Object target, Object key) {
        return switch (target) {
            case Optional<?> optional ->
                    optional.isEmpty() ? optional : optional(optional.get(), key);
            case Map<?, ?> map -> {
                var value = Values.find(map, key);
                if (value == null) {
                    throw CelException.noSuchKey(key);
                }
                yield value;
            }
            case List<?> list -> {
                long at = whole(key);
                if (at < 0 || at >= list.size()) {
                    throw new CelException.Failed("index out of bounds: " + at);
                }
                yield list.get((int) at);
            }
            default -> throw CelException.noSuchOverload();
        };
    }

    /// `target.?key` and `target[?key]`
    static Object optional(@Nullable Object target, Object key) {
        return switch (target) {
            case Optional<?> optional ->
                    optional.isEmpty() ? optional : optional(optional.get(), key);
            case Map<?, ?> map -> Optional.ofNullable(Values.find(map, key));
            case List<?> list -> {
                long at = whole(key);
                yield at < 0 || at >= list.size()
                        ? Optional.empty()
                        : Optional.of(list.get((int) at));
            }
            case null, default -> throw CelException.noSuchOverload();
        };
    }

    private static long whole(Object key) {
        return switch (key) {
            case Long whole -> whole;
            case Unsigned(var bits) when bits >= 0 -> bits;
            case Double number when number == Math.rint(number) && Math.abs(number) < 0x1p53 ->
                    number.longValue();
            default ->
                    throw new CelException.Failed(
                            "unsupported index type '" + TypeName.of(key) + "' in list");
        };
    }
}
