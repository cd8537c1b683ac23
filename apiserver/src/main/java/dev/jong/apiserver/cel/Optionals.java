package dev.jong.apiserver.cel;

import dev.jong.api.json.JsonNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Optional values, and the functions behind the macros of two variables.
final class Optionals {
    private Optionals() {}

    static void addTo(Functions functions) {
        functions
                .define("optional.of", Body.of(Object.class, Optional::of))
                .define("optional.none", Body.of(Optional::empty))
                .define(
                        "optional.ofNonZeroValue",
                        Body.of(
                                Object.class,
                                value -> isZero(value) ? Optional.empty() : Optional.of(value)))
                .define("hasValue", Body.of(Optional.class, optional -> optional.isPresent()))
                .define("value", Body.of(Optional.class, Optionals::value))
                .define("optional.unwrap", Body.of(List.class, Optionals::unwrap))
                .define("unwrapOpt", Body.of(List.class, Optionals::unwrap))
                .define(
                        "first",
                        Body.of(
                                List.class,
                                items ->
                                        items.isEmpty()
                                                ? Optional.empty()
                                                : Optional.of(items.getFirst())))
                .define(
                        "last",
                        Body.of(
                                List.class,
                                items ->
                                        items.isEmpty()
                                                ? Optional.empty()
                                                : Optional.of(items.getLast())))
                .define(
                        "cel.@mapInsert",
                        Body.of(Map.class, Object.class, Object.class, Optionals::insert))
                .define("cel.@mapInsert", Body.of(Map.class, Map.class, Optionals::insertAll));
    }

    private static Object value(Optional<?> optional) {
        if (optional.isEmpty()) {
            throw new CelException.Failed("optional.none() dereference");
        }
        return optional.get();
    }

    private static Object unwrap(List<?> items) {
        var present = new ArrayList<Object>();
        for (var item : items) {
            if (item instanceof Optional<?> optional && optional.isPresent()) {
                present.add(optional.get());
            }
        }
        return present;
    }

    private static boolean isZero(Object value) {
        return switch (value) {
            case Boolean bool -> !bool;
            case Long whole -> whole == 0;
            case Unsigned(var bits) -> bits == 0;
            case Double number -> number == 0;
            case String text -> text.isEmpty();
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case dev.jong.api.Bytes bytes -> bytes.isEmpty();
            case java.time.Duration duration -> duration.isZero();
            case JsonNull _ -> true;
            case Optional<?> optional -> optional.isEmpty();
            default -> false;
        };
    }

    /// The map that a macro builds, which nobody else sees until it is finished.
    static final class GrowingMap extends LinkedHashMap<Object, Object> {}

    @SuppressWarnings("unchecked")
    private static Object insert(Map<?, ?> map, Object key, Object value) {
        if (Values.find(map, key) != null) {
            throw new CelException.Failed(
                    "insert failed: key " + Texts.plain(key) + " already exists");
        }
        var grown = map instanceof GrowingMap growing ? growing : copy(map);
        grown.put(key, value);
        return grown;
    }

    private static Object insertAll(Map<?, ?> map, Map<?, ?> more) {
        Object grown = map;
        for (var entry : more.entrySet()) {
            grown = insert((Map<?, ?>) grown, entry.getKey(), entry.getValue());
        }
        return grown;
    }

    private static GrowingMap copy(Map<?, ?> map) {
        var copy = new GrowingMap();
        copy.putAll(map);
        return copy;
    }
}
