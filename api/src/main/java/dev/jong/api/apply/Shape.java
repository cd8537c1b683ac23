package dev.jong.api.apply;

import dev.jong.api.GoText;
import dev.jong.api.Schema;
import dev.jong.api.Schema.Ownership;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How ownership sees a value: as one piece, as fields, or as items with an identity.
sealed interface Shape {
    /// Owned as a whole.
    record Leaf() implements Shape {
        static final Leaf ONE = new Leaf();
    }

    /// Owned field by field.
    ///
    /// @param declared the schema's own fields; others are entries of a map
    /// @param others the shape of undeclared fields
    record Members(Map<String, Schema.Field> declared, @Nullable Schema others) implements Shape {
        /// Of values without a schema: objects are owned by field, everything else whole.
        static final Members DEDUCED = new Members(Map.of(), null);

        Shape of(String name) {
            var field = declared.get(name);
            if (field != null) return Shape.of(field.schema(), field.ownership());
            return others == null ? Members.DEDUCED : Shape.of(others, Ownership.AS_TYPE);
        }

        boolean declares(String name) {
            return declared.containsKey(name);
        }
    }

    /// Owned item by item.
    ///
    /// @param keys empty for sets, whose items are their own identity
    record Items(Schema item, List<String> keys) implements Shape {
        Shape ofItem() {
            return Shape.of(item, Ownership.AS_TYPE);
        }

        /// By those key fields that it has, or that have defaults.
        ///
        /// @throws InvalidFields when there is none
        PathElement identify(JsonValue value) {
            if (keys.isEmpty()) return new PathElement.Value(value);
            if (!(value instanceof JsonObject object)) {
                throw new InvalidFields("associative list with keys may not have non-map elements");
            }
            var values = new HashMap<String, JsonValue>();
            for (var key : keys) {
                var known = Schema.keyValue(item, object, key);
                if (known != null) values.put(key, known);
            }
            if (values.isEmpty()) {
                throw new InvalidFields(
                        "associative list with keys has an element that omits all key fields "
                                + keys.stream()
                                        .map(GoText::quote)
                                        .collect(Collectors.joining(" ", "[", "]"))
                                + " (and doesn't have default values for any key fields)");
            }
            return new PathElement.Key(values);
        }
    }

    static Shape of(Schema schema, Ownership ownership) {
        if (ownership == Ownership.WHOLE) return Leaf.ONE;
        return switch (schema) {
            case Schema.Scalar _ -> Leaf.ONE;
            case Schema.Any any ->
                    any.keywords().has("x-kubernetes-preserve-unknown-fields")
                            ? Members.DEDUCED
                            : Leaf.ONE;
            case Schema.MapOf map ->
                    ownership.whole(map.atomic()) ? Leaf.ONE : new Members(Map.of(), map.values());
            case Schema.Struct struct ->
                    ownership.whole(struct.body().atomic())
                            ? Leaf.ONE
                            : new Members(struct.fields(), struct.body().additional());
            case Schema.ListOf list ->
                    switch (list.type()) {
                        case ATOMIC -> Leaf.ONE;
                        case SET -> new Items(list.items(), List.of());
                        case MAP -> new Items(list.items(), list.keys());
                    };
        };
    }

    /// This shape, unless the value is of another one: then it is owned whole.
    default Shape fitting(@Nullable JsonValue value) {
        return switch (this) {
            case Leaf _ -> this;
            case Members _ -> value == null || value instanceof JsonObject ? this : Leaf.ONE;
            case Items _ -> value == null || value instanceof JsonArray ? this : Leaf.ONE;
        };
    }
}
