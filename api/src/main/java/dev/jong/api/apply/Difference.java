package dev.jong.api.apply;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one version of an object has and the other has not.
record Difference(FieldSet added, FieldSet removed, FieldSet modified) {
    static Difference between(JsonObject before, JsonObject after, Shape shape) {
        var walk = new Walk(new FieldSet.Builder(), new FieldSet.Builder(), new FieldSet.Builder());
        walk.members(before, after, shape.fitting(after));
        return new Difference(walk.added.build(), walk.removed.build(), walk.modified.build());
    }

    Difference without(FieldSet ignored) {
        return new Difference(
                added.minusTrees(ignored),
                removed.minusTrees(ignored),
                modified.minusTrees(ignored));
    }

    FieldSet written() {
        return added.union(modified);
    }

    /// Builders for the paths below one point.
    private record Walk(
            FieldSet.Builder added, FieldSet.Builder removed, FieldSet.Builder modified) {
        Walk below(PathElement element) {
            return new Walk(added.below(element), removed.below(element), modified.below(element));
        }

        void members(@Nullable JsonValue before, @Nullable JsonValue after, Shape shape) {
            switch (shape) {
                case Shape.Leaf _ -> {}
                case Shape.Members members -> {
                    var left = fields(before);
                    var right = fields(after);
                    for (var field : left.entrySet()) {
                        var name = field.getKey();
                        member(name, field.getValue(), right.get(name), members.of(name));
                    }
                    for (var field : right.entrySet()) {
                        var name = field.getKey();
                        if (!left.containsKey(name))
                            member(name, null, field.getValue(), members.of(name));
                    }
                }
                case Shape.Items items -> items(before, after, items);
            }
        }

        private void member(
                String name, @Nullable JsonValue before, @Nullable JsonValue after, Shape shape) {
            value(new PathElement.Field(name), before, after, shape);
        }

        private void items(
                @Nullable JsonValue before, @Nullable JsonValue after, Shape.Items items) {
            var left = byIdentity(before, items);
            var right = byIdentity(after, items);
            for (var each : left.entrySet()) {
                var element = each.getKey();
                var were = each.getValue();
                var are = right.getOrDefault(element, List.of());
                if (were.size() > 1 || are.size() > 1) {
                    together(element, were, are);
                } else {
                    value(element, were.getFirst(), only(are), items.ofItem());
                }
            }
            for (var each : right.entrySet()) {
                var element = each.getKey();
                var are = each.getValue();
                if (left.containsKey(element)) continue;
                if (are.size() > 1) added.add(element);
                else value(element, null, are.getFirst(), items.ofItem());
            }
        }

        /// Items that stand twice are one thing: nobody can tell what is inside which.
        private void together(PathElement element, List<JsonValue> were, List<JsonValue> are) {
            if (are.isEmpty()) removed.add(element);
            else if (!are.equals(were)) modified.add(element);
        }

        private static @Nullable JsonValue only(List<JsonValue> items) {
            return items.isEmpty() ? null : items.getFirst();
        }

        private void value(
                PathElement element,
                @Nullable JsonValue before,
                @Nullable JsonValue after,
                Shape shape) {
            boolean leaf = isLeaf(before, after, shape);
            if (before == null) {
                added.add(element);
                if (!leaf && after != null) all(added.below(element), after, shape);
            } else if (after == null) {
                removed.add(element);
                if (!leaf) all(removed.below(element), before, shape);
            } else if (leaf) {
                if (!before.equals(after)) modified.add(element);
            } else {
                below(element).members(before, after, shape);
            }
        }

        /// Everything below a value that only one version has.
        private static void all(FieldSet.Builder into, JsonValue value, Shape shape) {
            switch (shape) {
                case Shape.Leaf _ -> {}
                case Shape.Members members -> {
                    for (var field : fields(value).entrySet()) {
                        var name = field.getKey();
                        var element = new PathElement.Field(name);
                        one(into, element, field.getValue(), members.of(name));
                    }
                }
                case Shape.Items items -> {
                    for (var each : byIdentity(value, items).entrySet()) {
                        var same = each.getValue();
                        if (same.size() > 1) into.add(each.getKey());
                        else one(into, each.getKey(), same.getFirst(), items.ofItem());
                    }
                }
            }
        }

        private static void one(
                FieldSet.Builder into, PathElement element, JsonValue value, Shape shape) {
            into.add(element);
            if (!isLeaf(null, value, shape)) all(into.below(element), value, shape);
        }

        /// Pieces owned whole, values of another shape than the schema's, and containers that are
        /// empty on both sides.
        private static boolean isLeaf(
                @Nullable JsonValue before, @Nullable JsonValue after, Shape shape) {
            if (shape.fitting(plain(before)) instanceof Shape.Leaf) return true;
            if (shape.fitting(plain(after)) instanceof Shape.Leaf) return true;
            return isEmpty(before) && isEmpty(after);
        }

        private static @Nullable JsonValue plain(@Nullable JsonValue value) {
            return value instanceof JsonNull ? null : value;
        }

        private static boolean isEmpty(@Nullable JsonValue value) {
            if (value instanceof JsonObject object) return object.isEmpty();
            if (value instanceof JsonArray array) return array.items().isEmpty();
            return true;
        }

        private static Map<String, JsonValue> fields(@Nullable JsonValue value) {
            return value instanceof JsonObject(var fields) ? fields : Map.of();
        }

        private static Map<PathElement, List<JsonValue>> byIdentity(
                @Nullable JsonValue value, Shape.Items items) {
            var found = new LinkedHashMap<PathElement, List<JsonValue>>();
            if (value instanceof JsonArray(var all)) {
                for (var item : all)
                    found.computeIfAbsent(items.identify(item), _ -> new ArrayList<>(1)).add(item);
            }
            return found;
        }
    }
}
