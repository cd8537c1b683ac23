package dev.jong.apiserver.custom;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of JSONPath that definitions use: `.spec.a`, `.a['b.c']`, `.list[0]`, `.list[*].x`,
/// `.conditions[?(@.type=="Ready")].status`.
record JsonPath(List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile(
                    "\\.?([A-Za-z_$][\\w$\\-/\\\\.]*?(?=[.\\[]|$))"
                            + "|\\[(\\*|\\d+)\\]"
                            + "|\\['([^']+)'\\]"
                            + "|\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

    /// One step down the tree.
    sealed interface Step {
        record Field(String name) implements Step {}

        /// @param index negative for all
        record Item(int index) implements Step {}

        record Where(String field, String value) implements Step {}
    }

    JsonPath {
        steps = List.copyOf(steps);
    }

    /// What cannot be understood selects nothing.
    static JsonPath parse(String text) {
        var steps = new ArrayList<Step>();
        var matcher =
                STEP.matcher(text.startsWith("{") ? text.substring(1, text.length() - 1) : text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            if (matcher.group(1) != null) {
                steps.add(new Step.Field(matcher.group(1).replace("\\.", ".")));
            } else if (matcher.group(2) != null) {
                steps.add(
                        new Step.Item(
                                matcher.group(2).equals("*")
                                        ? -1
                                        : Integer.parseInt(matcher.group(2))));
            } else if (matcher.group(3) != null) {
                steps.add(new Step.Field(matcher.group(3)));
            } else {
                steps.add(new Step.Where(matcher.group(4), matcher.group(5)));
            }
        }
        return new JsonPath(steps);
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
            case Step.Field(var name) -> {
                if (value instanceof JsonObject object
                        && object.get(name) instanceof JsonValue inner) {
                    next.add(inner);
                }
            }
            case Step.Item(var index) -> {
                if (value instanceof JsonArray array) {
                    if (index < 0) {
                        next.addAll(array.items());
                    } else if (index < array.size()) {
                        next.add(array.get(index));
                    }
                }
            }
            case Step.Where(var field, var wanted) -> {
                if (value instanceof JsonArray array) {
                    for (var item : array.items()) {
                        if (item instanceof JsonObject object
                                && wanted.equals(object.text(field))) {
                            next.add(item);
                        }
                    }
                }
            }
        }
    }

    /// The tree with `value` at this path of plain fields, whose objects are made as needed.
    JsonObject put(JsonObject root, JsonValue value) {
        return put(root, 0, value);
    }

    private JsonObject put(JsonObject object, int depth, JsonValue value) {
        if (!(steps.get(depth) instanceof Step.Field(var name))) {
            return object;
        }
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
