package dev.jong.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.DURATION;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.UINT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Functions of lists: Kubernetes' own (`sum`, `min`, `isSorted`, …), those of CEL's lists
/// extension (`slice`, `sort`, …) and of its sets extension.
final class Lists {
    private static final CelType ITEM = TypeParamType.create("T");
    private static final ListType ANY = ListType.create(ITEM);
    private static final int MOST_ITEMS = 1_000_000;

    private Lists() {}

    static void addTo(Functions functions) {
        for (var type :
                List.of(
                        INT,
                        UINT,
                        DOUBLE,
                        BOOL,
                        DURATION,
                        SimpleType.TIMESTAMP,
                        SimpleType.STRING,
                        SimpleType.BYTES)) {
            var list = ListType.create(type);
            var id =
                    "list_"
                            + type.name()
                                    .replaceAll(".*\\.", "")
                                    .toLowerCase(java.util.Locale.ROOT);
            functions
                    .member(
                            "isSorted",
                            id + "_is_sorted_bool",
                            Body.of(List.class, Lists::isSorted),
                            BOOL,
                            list)
                    .member(
                            "sort",
                            id + "_sort",
                            Body.of(List.class, items -> sortedBy(items, items)),
                            list,
                            list)
                    .member(
                            "@sortByAssociatedKeys",
                            id + "_sortByAssociatedKeys",
                            Body.of(List.class, List.class, Lists::sortedBy),
                            ANY,
                            ANY,
                            list)
                    .member(
                            "min",
                            id + "_min",
                            Body.of(List.class, items -> extreme(items, "min", -1)),
                            type,
                            list)
                    .member(
                            "max",
                            id + "_max",
                            Body.of(List.class, items -> extreme(items, "max", 1)),
                            type,
                            list);
        }
        sum(functions, INT, 0L);
        sum(functions, UINT, new Unsigned(0));
        sum(functions, DOUBLE, 0.0);
        sum(functions, DURATION, Duration.ZERO);
        functions
                .member(
                        "indexOf",
                        "list_a_index_of_int",
                        Body.of(List.class, Object.class, Lists::indexOf),
                        INT,
                        ANY,
                        ITEM)
                .member(
                        "lastIndexOf",
                        "list_a_last_index_of_int",
                        Body.of(List.class, Object.class, Lists::lastIndexOf),
                        INT,
                        ANY,
                        ITEM);
        extension(functions);
        sets(functions);
    }

    private static void sum(Functions functions, CelType type, Object zero) {
        var id =
                "list_"
                        + type.name().replaceAll(".*\\.", "").toLowerCase(java.util.Locale.ROOT)
                        + "_sum";
        functions.member(
                "sum",
                id,
                Body.of(List.class, items -> sum(functions, items, zero)),
                type,
                ListType.create(type));
    }

    private static Object sum(Functions functions, List<?> items, Object zero) {
        Object total = items.isEmpty() ? zero : items.getFirst();
        for (int i = 1; i < items.size(); i++) {
            total = functions.call("_+_", new Object[] {total, items.get(i)});
        }
        return total;
    }

    private static Object isSorted(List<?> items) {
        for (int i = 1; i < items.size(); i++) {
            if (Values.compare(items.get(i - 1), items.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> items, String name, int sign) {
        if (items.isEmpty()) {
            throw new CelException.Failed(name + " called on empty list");
        }
        Object best = items.getFirst();
        for (Object item : items) {
            if (Values.compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object indexOf(List<?> items, Object wanted) {
        for (int i = 0; i < items.size(); i++) {
            if (Values.equal(items.get(i), wanted)) {
                return (long) i;
            }
        }
        return -1L;
    }

    private static Object lastIndexOf(List<?> items, Object wanted) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (Values.equal(items.get(i), wanted)) {
                return (long) i;
            }
        }
        return -1L;
    }

    /// Declared by CEL's own library; only what that lacks is declared here.
    private static void extension(Functions functions) {
        functions
                .define("slice", Body.of(List.class, Long.class, Long.class, Lists::slice))
                .define("flatten", Body.of(List.class, items -> flatten(items, 1)))
                .define("flatten", Body.of(List.class, Long.class, Lists::flatten))
                .define("distinct", Body.of(List.class, Lists::distinct))
                .define("reverse", Body.of(List.class, items -> items.reversed()))
                .define("lists.range", Body.of(Long.class, Lists::range));
    }

    private static Object slice(List<?> items, long from, long to) {
        var call = "cannot slice(" + from + ", " + to + "), ";
        if (from < 0 || to < 0) {
            throw new CelException.Failed(call + "negative indexes not supported");
        }
        if (from > to) {
            throw new CelException.Failed(
                    call + "start index must be less than or equal to end index");
        }
        if (to > items.size()) {
            throw new CelException.Failed(call + "list is length " + items.size());
        }
        return items.subList((int) from, (int) to);
    }

    private static Object flatten(List<?> items, long depth) {
        if (depth < 0) {
            throw new CelException.Failed("level must be non-negative");
        }
        var flat = new ArrayList<Object>();
        for (var item : items) {
            if (item instanceof List<?> inner) {
                flat.addAll(depth > 1 ? (List<?>) flatten(inner, depth - 1) : inner);
            } else {
                flat.add(item);
            }
        }
        return flat;
    }

    private static Object distinct(List<?> items) {
        var kept = new ArrayList<Object>();
        for (var item : items) {
            if (kept.stream().noneMatch(other -> Values.equal(other, item))) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static Object sortedBy(List<?> items, List<?> keys) {
        if (keys.size() > 1) {
            var type = TypeName.of(keys.getFirst());
            if (keys.stream().anyMatch(key -> !TypeName.of(key).equals(type))) {
                throw new CelException.Failed("list elements must have the same type");
            }
        }
        var order = new ArrayList<Integer>();
        for (int i = 0; i < items.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing(keys::get, Values::compare));
        return order.stream().<Object>map(items::get).toList();
    }

    private static Object range(long count) {
        if (count > MOST_ITEMS) {
            throw new CelException.Failed("lists.range called on too large a number: " + count);
        }
        var numbers = new ArrayList<Object>();
        for (long i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static void sets(Functions functions) {
        functions
                .global(
                        "sets.contains",
                        "list_sets_contains_list",
                        Body.of(List.class, List.class, Lists::containsAll),
                        BOOL,
                        ANY,
                        ANY)
                .global(
                        "sets.equivalent",
                        "list_sets_equivalent_list",
                        Body.of(
                                List.class,
                                List.class,
                                (a, b) -> containsAll(a, b) && containsAll(b, a)),
                        BOOL,
                        ANY,
                        ANY)
                .global(
                        "sets.intersects",
                        "list_sets_intersects_list",
                        Body.of(List.class, List.class, Lists::intersects),
                        BOOL,
                        ANY,
                        ANY);
    }

    private static boolean has(List<?> items, Object wanted) {
        return items.stream().anyMatch(item -> Values.equal(item, wanted));
    }

    private static boolean containsAll(List<?> items, List<?> wanted) {
        return wanted.stream().allMatch(item -> has(items, item));
    }

    private static boolean intersects(List<?> items, List<?> others) {
        return others.stream().anyMatch(item -> has(items, item));
    }

    /// What a traversal of the value costs (`isSorted`, `sum`, …).
    static long traversal(Object value) {
        return switch (value) {
            case String text -> (long) (text.length() * 0.1);
            case List<?> list -> list.stream().mapToLong(Lists::traversal).sum();
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .mapToLong(entry ->
                                    traversal(entry.getKey()) + traversal(entry.getValue()))
                            .sum();
            default -> 1;
        };
    }
}
