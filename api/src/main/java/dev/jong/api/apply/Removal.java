package dev.jong.api.apply;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;

/// Takes fields and items out of a value.
final class Removal {
    private Removal() {}

    static JsonObject of(JsonObject object, FieldSet gone, Shape shape) {
        return gone.isEmpty() ? object : (JsonObject) without(object, gone, shape);
    }

    private static JsonValue without(JsonValue value, FieldSet gone, Shape shape) {
        return switch (shape.fitting(value)) {
            case Shape.Leaf _ -> value;
            case Shape.Members members -> {
                var left = new HashMap<String, JsonValue>();
                for (var field : ((JsonObject) value).fields().entrySet()) {
                    var name = field.getKey();
                    var child = field.getValue();
                    var element = new PathElement.Field(name);
                    if (gone.has(element)) continue;
                    var below = gone.below(element);
                    left.put(
                            name,
                            below.isEmpty() ? child : without(child, below, members.of(name)));
                }
                yield new JsonObject(left);
            }
            case Shape.Items items -> {
                var left = new ArrayList<JsonValue>();
                for (var item : ((JsonArray) value).items()) {
                    var element = items.identify(item);
                    if (gone.has(element)) continue;
                    var below = gone.below(element);
                    left.add(below.isEmpty() ? item : without(item, below, items.ofItem()));
                }
                yield new JsonArray(left);
            }
        };
    }

    /// The set with the declared fields on the way to its members; entries of maps and items stay
    /// as they are.
    static FieldSet withDeclaredParents(FieldSet set, Shape shape) {
        var builder = new FieldSet.Builder();
        addWithParents(set, shape, builder);
        return builder.build();
    }

    private static void addWithParents(FieldSet set, Shape shape, FieldSet.Builder into) {
        set.members().forEach(into::add);
        for (var below : set.children().entrySet()) {
            var element = below.getKey();
            if (shape instanceof Shape.Members members
                    && element instanceof PathElement.Field(var name)
                    && members.declares(name)) {
                into.add(element);
            }
            addWithParents(below.getValue(), childShape(shape, element), into.below(element));
        }
    }

    private static Shape childShape(Shape shape, PathElement element) {
        return switch (shape) {
            case Shape.Leaf _ -> Shape.Leaf.ONE;
            case Shape.Members members ->
                    element instanceof PathElement.Field(var name)
                            ? members.of(name)
                            : Shape.Leaf.ONE;
            case Shape.Items items -> items.ofItem();
        };
    }
}
