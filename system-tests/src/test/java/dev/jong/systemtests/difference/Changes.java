package dev.jong.systemtests.difference;

import dev.jong.api.Schema;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that can be changed in an example at one place: each field removed, emptied, given other
/// values and wrong types, each absent field set, unknown fields added.
final class Changes {
    private static final Set<String> SERVERS_OWN =
            Set.of("creationTimestamp", "deletionTimestamp", "managedFields", "selfLink");

    private final List<Change> found = new ArrayList<>();
    private final Schema.Struct schema;

    private Changes(Schema.Struct schema) {
        this.schema = schema;
    }

    /// In order of the schema.
    ///
    /// @param depth how many absent fields are entered one inside the other
    static List<Change> of(Schema.Struct schema, JsonObject example, int depth) {
        var changes = new Changes(schema);
        changes.struct(schema, example, Place.ROOT, example, depth);
        return List.copyOf(changes.found);
    }

    private void struct(
            Schema.Struct struct, JsonObject value, Place place, JsonValue root, int depth) {
        add(root, place.then("bogus"), new JsonInteger(1));
        for (var field : struct.fields().values()) {
            if (place.under("metadata") && SERVERS_OWN.contains(field.name())) {
                continue;
            }
            var at = place.then(field.name());
            var there = value.get(field.name());
            if (there != null) {
                visit(field.schema(), there, at, root, depth);
            } else if (depth > 0 && !(place.under("metadata"))) {
                absent(field, at, root, depth);
            }
        }
    }

    private void absent(Schema.Field field, Place at, JsonValue root, int depth) {
        boolean whole = at.steps().size() == 1 && schema.field("status") == field;
        if (whole) {
            return;
        }
        var sample = Samples.of(field.schema());
        var with = at.in(root, sample);
        add(root, at, sample);
        inside(field.schema(), sample, at, with, depth - 1);
    }

    private void visit(Schema schema, JsonValue value, Place at, JsonValue root, int depth) {
        if (at.steps().size() > 1 || !at.under("metadata")) {
            add(root, at, null);
            add(root, at, JsonNull.NULL);
        }
        inside(schema, value, at, root, depth);
    }

    private void inside(Schema schema, JsonValue value, Place at, JsonValue root, int depth) {
        switch (schema) {
            case Schema.Scalar scalar -> scalar(scalar, at, root);
            case Schema.ListOf list -> {
                add(root, at, new JsonText("x"));
                if (value instanceof JsonArray array) {
                    items(list, array, at, root, depth);
                }
            }
            case Schema.MapOf map -> {
                add(root, at, new JsonText("x"));
                if (value instanceof JsonObject object) {
                    entries(map, object, at, root, depth);
                }
            }
            case Schema.Any _ -> add(root, at, new JsonText("x"));
            case Schema.Struct struct -> {
                add(root, at, new JsonText("x"));
                if (value instanceof JsonObject object) {
                    add(root, at, JsonObject.EMPTY);
                    struct(struct, object, at, root, depth);
                }
            }
        }
    }

    private void scalar(Schema.Scalar scalar, Place at, JsonValue root) {
        scalar.values().forEach(value -> add(root, at, value));
        Samples.others(scalar).forEach(value -> add(root, at, value));
    }

    private void items(Schema.ListOf list, JsonArray array, Place at, JsonValue root, int depth) {
        if (array.size() == 0) {
            return;
        }
        add(root, at, JsonArray.EMPTY);
        add(root, at, array.plus(array.get(0)));
        var many = new ArrayList<JsonValue>();
        for (int i = 0; i < 70; i++) {
            many.add(array.get(0));
        }
        add(root, at, new JsonArray(many));
        for (int i = 0; i < array.size(); i++) {
            inside(list.items(), array.get(i), at.then(i), root, depth);
        }
    }

    private void entries(Schema.MapOf map, JsonObject object, Place at, JsonValue root, int depth) {
        var sample = Samples.of(map.values());
        for (var key : List.of("", "Bad Key!", "a.b/" + "k".repeat(70), "other")) {
            add(root, at, object.with(key, sample));
        }
        object.fields()
                .forEach((key, value) -> inside(map.values(), value, at.then(key), root, depth));
    }

    private void add(JsonValue root, Place place, @Nullable JsonValue value) {
        var object = place.in(root, value);
        if (!object.equals(root) || value == null) {
            found.add(new Change(place, value == null ? "removed" : said(value), value, object));
        }
    }

    private static String said(JsonValue value) {
        var text = Json.text(value);
        return "=" + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
    }
}
