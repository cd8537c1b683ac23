package dev.jong.apiserver.custom;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;

/// Fills in what a schema gives defaults for, and drops nulls that it does not allow.
public final class Defaulting {
    private final boolean keepsNulls;

    private Defaulting(boolean keepsNulls) {
        this.keepsNulls = keepsNulls;
    }

    public static JsonObject apply(JsonObject object, Schema.Struct struct) {
        return new Defaulting(false).struct(object, struct);
    }

    /// For what a configuration was laid over: nulls that a type does not allow stay, to be
    /// refused.
    static JsonObject applyKeepingNulls(JsonObject object, Schema.Struct struct) {
        return new Defaulting(true).struct(object, struct);
    }

    private JsonObject struct(JsonObject object, Schema.Struct struct) {
        var filled = new HashMap<String, JsonValue>(object.fields());
        boolean changed = false;
        for (var field : struct.fields().values()) {
            var present = filled.get(field.name());
            boolean nullToDefault =
                    present instanceof JsonNull
                            && field.defaultValue() != null
                            && !nullable(field.schema());
            if (present instanceof JsonNull
                    && field.defaultValue() == null
                    && isDropped(field.schema())) {
                filled.remove(field.name());
                changed = true;
            } else if (present == null || nullToDefault) {
                var standard = field.defaultValue();
                if (standard != null) {
                    filled.put(field.name(), value(standard, field.schema()));
                    changed = true;
                }
            } else {
                changed |= replace(filled, field.name(), present, field.schema());
            }
        }
        var additional = struct.body().additional();
        if (additional != null) {
            for (var entry : object.fields().entrySet()) {
                if (struct.field(entry.getKey()) != null) {
                    continue;
                }
                if (entry.getValue() instanceof JsonNull && isDropped(additional)) {
                    filled.remove(entry.getKey());
                    changed = true;
                } else {
                    changed |= replace(filled, entry.getKey(), entry.getValue(), additional);
                }
            }
        }
        return changed ? new JsonObject(filled) : object;
    }

    private boolean replace(
            HashMap<String, JsonValue> filled, String name, JsonValue present, Schema schema) {
        var value = value(present, schema);
        if (value.equals(present)) {
            return false;
        }
        filled.put(name, value);
        return true;
    }

    /// A null that may be no value, and stands for none.
    private boolean isDropped(Schema schema) {
        return !nullable(schema) && !(keepsNulls && !(schema instanceof Schema.Any));
    }

    private static boolean nullable(Schema schema) {
        return JsonBoolean.TRUE.equals(schema.keywords().get("nullable"));
    }

    private JsonValue value(JsonValue value, Schema schema) {
        return switch (schema) {
            case Schema.Struct struct ->
                    value instanceof JsonObject object ? struct(object, struct) : value;
            case Schema.MapOf map ->
                    value instanceof JsonObject object ? values(object, map) : value;
            case Schema.ListOf list ->
                    value instanceof JsonArray array ? items(array, list) : value;
            case Schema.Scalar _ -> value;
            case Schema.Any _ -> value;
        };
    }

    private JsonObject values(JsonObject object, Schema.MapOf map) {
        var filled = new HashMap<>(object.fields());
        boolean changed = false;
        for (var entry : object.fields().entrySet()) {
            if (entry.getValue() instanceof JsonNull && isDropped(map.values())) {
                filled.remove(entry.getKey());
                changed = true;
            } else {
                changed |= replace(filled, entry.getKey(), entry.getValue(), map.values());
            }
        }
        return changed ? new JsonObject(filled) : object;
    }

    private JsonArray items(JsonArray array, Schema.ListOf list) {
        boolean changed = false;
        var filled = new ArrayList<JsonValue>(array.size());
        for (var item : array.items()) {
            var value = value(item, list.items());
            changed |= !value.equals(item);
            filled.add(value);
        }
        return changed ? new JsonArray(filled) : array;
    }
}
