package dev.jong.apiserver.custom;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSONPath as Kubernetes has it: `.spec.a`, `.a['b.c']`, `.labels.a\.b/c`, `..x`, `.*`,
/// `.list[0]`, `[-1:]`, `[*]`, `['a','b']`, `.conditions[?(@.type=="Ready")].status`.
record JsonPath(List<Step> steps) {
    /// One step down the tree.
    sealed interface Step {
        record Fields(List<String> names) implements Step {
            public Fields {
                names = List.copyOf(names);
            }
        }

        /// Every field, or every item.
        record All() implements Step {}

        /// The value itself and everything below it.
        record Below() implements Step {}

        /// Items from one place to before another; negative ones count from the end.
        ///
        /// @param to null: to the end
        record Items(int from, @Nullable Integer to, int by) implements Step {}

        /// @param operator empty: the field is there
        /// @param wanted null when nothing is compared
        record Where(JsonPath field, String operator, @Nullable JsonValue wanted) implements Step {}
    }

    JsonPath {
        steps = List.copyOf(steps);
    }

    /// What cannot be understood selects nothing.
    static JsonPath parse(String text) {
        return JsonPathParser.parse(text);
    }

    /// The first value found; null when there is none.
    @Nullable JsonValue first(JsonValue root) {
        var found = all(root);
        return found.isEmpty() || found.getFirst() instanceof JsonNull ? null : found.getFirst();
    }

    List<JsonValue> all(JsonValue root) {
        if (steps.isEmpty()) {
            return List.of();
        }
        var current = List.of(root);
        for (var step : steps) {
            var next = new ArrayList<JsonValue>();
            for (var value : current) {
                step(step, value, next);
            }
            current = next;
        }
        return current;
    }

    private static void step(Step step, JsonValue value, List<JsonValue> next) {
        switch (step) {
            case Step.Fields(var names) -> {
                for (var name : names) {
                    if (value instanceof JsonObject object
                            && object.get(name) instanceof JsonValue inner) {
                        next.add(inner);
                    }
                }
            }
            case Step.All() -> next.addAll(inside(value));
            case Step.Below() -> below(value, next);
            case Step.Items items -> {
                if (value instanceof JsonArray array) {
                    items(items, array, next);
                }
            }
            case Step.Where where -> {
                if (value instanceof JsonArray array) {
                    array.items().stream().filter(item -> holds(where, item)).forEach(next::add);
                }
            }
        }
    }

    private static List<JsonValue> inside(JsonValue value) {
        return switch (value) {
            case JsonObject object -> List.copyOf(object.fields().values());
            case JsonArray array -> array.items();
            default -> List.of();
        };
    }

    private static void below(JsonValue value, List<JsonValue> next) {
        next.add(value);
        inside(value).forEach(inner -> below(inner, next));
    }

    private static void items(Step.Items items, JsonArray array, List<JsonValue> next) {
        int size = array.size();
        int from = items.from() < 0 ? items.from() + size : items.from();
        int end = items.to() == null ? size : items.to() <= 0 ? items.to() + size : items.to();
        for (int i = Math.max(0, from); i < Math.min(end, size); i += Math.max(1, items.by())) {
            next.add(array.get(i));
        }
    }

    private static boolean holds(Step.Where where, JsonValue item) {
        var found = where.field().steps().isEmpty() ? item : where.field().first(item);
        var wanted = where.wanted();
        if (found == null || wanted == null) {
            return found != null && where.operator().isEmpty();
        }
        int order = text(found).compareTo(text(wanted));
        if (isNumber(found) && isNumber(wanted)) {
            order =
                    Double.compare(
                            Double.parseDouble(text(found)), Double.parseDouble(text(wanted)));
        }
        return switch (where.operator()) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> false;
        };
    }

    private static boolean isNumber(JsonValue value) {
        return value instanceof JsonInteger || value instanceof JsonDecimal;
    }

    /// The tree with `value` at this path of plain fields, whose objects are made as needed.
    JsonObject put(JsonObject root, JsonValue value) {
        return put(root, 0, value);
    }

    private JsonObject put(JsonObject object, int depth, JsonValue value) {
        if (!(steps.get(depth) instanceof Step.Fields(var names))) {
            return object;
        }
        var name = names.getFirst();
        return depth == steps.size() - 1
                ? object.with(name, value)
                : object.with(name, put(object.object(name), depth + 1, value));
    }

    static String text(@Nullable JsonValue value) {
        return switch (value) {
            case null -> "";
            case JsonText(var text) -> text;
            default -> value.toString();
        };
    }
}
