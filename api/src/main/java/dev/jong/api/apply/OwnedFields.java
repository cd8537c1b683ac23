package dev.jong.api.apply;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.HashMap;

/// The paths that whoever writes a value owns by it.
final class OwnedFields {
    private OwnedFields() {}

    static FieldSet of(JsonObject object, Shape shape) {
        var builder = new FieldSet.Builder();
        collect(object, shape, builder);
        return builder.build();
    }

    /// Adds what lies below a value; answers whether the value itself is a member.
    private static boolean collect(JsonValue value, Shape shape, FieldSet.Builder below) {
        var fitting = value instanceof JsonNull ? Shape.Leaf.ONE : shape.fitting(value);
        return switch (fitting) {
            case Shape.Leaf _ -> true;
            case Shape.Members members -> {
                var object = (JsonObject) value;
                object.fields().forEach((name, child) -> field(name, child, members, below));
                yield object.isEmpty();
            }
            case Shape.Items items -> {
                items((JsonArray) value, items, below);
                yield false;
            }
        };
    }

    private static void field(
            String name, JsonValue child, Shape.Members members, FieldSet.Builder below) {
        var element = new PathElement.Field(name);
        boolean whole = collect(child, members.of(name), below.below(element));
        if (whole || !members.declares(name)) below.add(element);
    }

    private static void items(JsonArray array, Shape.Items items, FieldSet.Builder below) {
        var count = new HashMap<PathElement, Integer>();
        for (var item : array.items()) count.merge(items.identify(item), 1, Integer::sum);
        for (var item : array.items()) {
            var element = items.identify(item);
            below.add(element);
            if (count.getOrDefault(element, 0) == 1)
                collect(item, items.ofItem(), below.below(element));
        }
    }
}
