package dev.jong.apiserver.cel;

import dev.jong.api.Bytes;
import dev.jong.api.Schema;
import dev.jong.api.Schema.ListType;
import dev.jong.api.json.GoTime;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSON as expressions see it through its schema: formats are types, names are escaped, lists
/// compare by their type, and what the schema does not declare is not there.
public final class SchemaView {
    private SchemaView() {}

    public static Object of(JsonValue value, Schema schema) {
        if (value instanceof JsonNull) {
            if (JsonBoolean.TRUE.equals(schema.keywords().get("nullable"))) {
                return JsonNull.NULL;
            }
            throw new CelException.Failed("invalid data, got null for schema with nullable=false");
        }
        return switch (schema) {
            case Schema.Struct struct when value instanceof JsonObject object ->
                    object(object, struct);
            case Schema.MapOf map when value instanceof JsonObject object ->
                    new Entries(object, map.values());
            case Schema.ListOf list when value instanceof JsonArray array -> list(array, list);
            case Schema.Scalar scalar -> scalar(value, scalar);
            case Schema.Any _ -> new Preserved(value);
            default ->
                    throw new CelException.Failed(
                            "invalid data, got " + value.typeName() + " for the provided schema");
        };
    }

    /// What has no type can only be compared as a whole.
    private record Preserved(JsonValue value) implements Opaque {
        @Override
        public String type() {
            return "unknown";
        }
    }

    private static Object object(JsonObject object, Schema.Struct struct) {
        var additional = struct.body().additional();
        if (struct.fields().isEmpty() && additional != null) {
            return new Entries(object, additional);
        }
        var names = new HashMap<String, Schema.Field>();
        for (var field : struct.fields().values()) {
            if (object.has(field.name())) {
                Escaping.escape(field.name()).ifPresent(name -> names.put(name, field));
            }
        }
        return new Fields(object, names);
    }

    private static Object list(JsonArray array, Schema.ListOf list) {
        var items = new Items(array, list.items());
        if (list.type() == ListType.ATOMIC) {
            return items;
        }
        var keys = list.keys().stream().map(key -> Escaping.escape(key).orElse(key)).toList();
        return new TypedList(items, list.type(), keys);
    }

    private static Object scalar(JsonValue value, Schema.Scalar scalar) {
        return switch (scalar.type()) {
            case STRING -> text(value, scalar.format());
            case NUMBER ->
                    switch (value) {
                        case JsonInteger(var whole) -> (double) whole;
                        case JsonDecimal(var decimal) -> decimal;
                        default -> throw unexpected("float", value);
                    };
            case INTEGER ->
                    switch (value) {
                        case JsonInteger(var whole) -> whole;
                        case JsonDecimal(var decimal) when decimal == Math.rint(decimal) ->
                                (long) decimal;
                        default -> throw unexpected("int", value);
                    };
            case BOOLEAN -> {
                if (value instanceof JsonBoolean(var bool)) {
                    yield bool;
                }
                throw unexpected("bool", value);
            }
            case INT_OR_STRING, QUANTITY ->
                    switch (value) {
                        case JsonText(var text) -> text;
                        case JsonInteger(var whole) -> whole;
                        default ->
                                throw new CelException.Failed(
                                        "invalid data, expected XIntOrString value to be either a"
                                                + " string or integer");
                    };
        };
    }

    private static CelException unexpected(String wanted, JsonValue value) {
        return new CelException.Failed(
                "invalid data, expected " + wanted + ", got " + value.typeName());
    }

    private static Object text(JsonValue value, String format) {
        if (!(value instanceof JsonText(var text))) {
            throw unexpected("string", value);
        }
        try {
            return switch (format) {
                case "duration" -> Values.duration(text);
                case "date-time" -> GoTime.parse(text);
                case "date" -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
                case "byte" -> Bytes.ofBase64(text);
                default -> text;
            };
        } catch (JsonException | DateTimeException | IllegalArgumentException e) {
            throw new CelException.Failed(
                    "Invalid " + format + " formatted string " + text + ": " + e.getMessage());
        }
    }

    private static final class Items extends AbstractList<Object> implements RandomAccess {
        private final JsonArray array;
        private final Schema schema;

        Items(JsonArray array, Schema schema) {
            this.array = array;
            this.schema = schema;
        }

        @Override
        public Object get(int index) {
            return of(array.get(index), schema);
        }

        @Override
        public int size() {
            return array.size();
        }
    }

    /// Declared properties, by their escaped names.
    private static final class Fields extends AbstractMap<Object, Object> {
        private final JsonObject object;
        private final Map<String, Schema.Field> fields;

        Fields(JsonObject object, Map<String, Schema.Field> fields) {
            this.object = object;
            this.fields = fields;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            var field = key instanceof String ? fields.get(key) : null;
            var value = field == null ? null : object.get(field.name());
            return field == null || value == null ? null : of(value, field.schema());
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String && fields.containsKey(key);
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return entries(fields.keySet(), this);
        }

        @Override
        public int size() {
            return fields.size();
        }
    }

    /// Keys that are data.
    private static final class Entries extends AbstractMap<Object, Object> {
        private final JsonObject object;
        private final Schema schema;

        Entries(JsonObject object, Schema schema) {
            this.object = object;
            this.schema = schema;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            var value = key instanceof String name ? object.get(name) : null;
            return value == null ? null : of(value, schema);
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String name && object.has(name);
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return entries(object.fields().keySet(), this);
        }

        @Override
        public int size() {
            return object.fields().size();
        }
    }

    private static Set<Map.Entry<Object, Object>> entries(
            Set<String> names, Map<Object, Object> map) {
        var all = new LinkedHashMap<Object, Object>();
        for (var name : names) {
            var value = map.get(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return Collections.unmodifiableMap(all).entrySet();
    }
}
