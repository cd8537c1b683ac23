package dev.jong.apiserver.cel;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSON as expressions see it when nothing is known about its types: objects are maps, arrays are
/// lists, converted only where somebody looks.
public final class JsonView {
    private JsonView() {}

    public static Object of(JsonValue value) {
        return switch (value) {
            case JsonObject object -> new ObjectView(object);
            case JsonArray array -> new ArrayView(array);
            case JsonText(var text) -> text;
            case JsonInteger(var whole) -> whole;
            case JsonDecimal(var decimal) -> decimal;
            case JsonBoolean(var bool) -> bool;
            case JsonNull none -> none;
        };
    }

    private static final class ArrayView extends AbstractList<Object> implements RandomAccess {
        private final JsonArray array;

        ArrayView(JsonArray array) {
            this.array = array;
        }

        @Override
        public Object get(int index) {
            return of(array.get(index));
        }

        @Override
        public int size() {
            return array.size();
        }
    }

    private static final class ObjectView extends AbstractMap<Object, Object> {
        private final JsonObject object;

        ObjectView(JsonObject object) {
            this.object = object;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            var value = key instanceof String name ? object.get(name) : null;
            return value == null ? null : of(value);
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String name && object.has(name);
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return new Entries(object.fields());
        }
    }

    private static final class Entries extends AbstractSet<Map.Entry<Object, Object>> {
        private final Map<String, JsonValue> fields;

        Entries(Map<String, JsonValue> fields) {
            this.fields = fields;
        }

        @Override
        public Iterator<Map.Entry<Object, Object>> iterator() {
            return fields.entrySet().stream()
                    .<Map.Entry<Object, Object>>map(
                            entry -> Map.entry(entry.getKey(), of(entry.getValue())))
                    .iterator();
        }

        @Override
        public int size() {
            return fields.size();
        }
    }
}
