package dev.jong.api.json;

import dev.jong.api.IntOrString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a tree.
public final class TreeReader extends TokenReader {
    private sealed interface Open {
        record InObject(Iterator<Map.Entry<String, JsonValue>> rest) implements Open {}

        record InArray(Iterator<JsonValue> rest) implements Open {}
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private JsonValue current;

    public TreeReader(JsonValue tree) {
        current = tree;
    }

    @Override
    String tooDeep() {
        return "exceeded max depth";
    }

    @Override
    public boolean isNull() {
        return current instanceof JsonNull;
    }

    @Override
    public boolean beginObject(@Nullable String struct) {
        return switch (current) {
            case JsonObject(var fields) -> {
                open.push(new Open.InObject(fields.entrySet().iterator()));
                enter(struct);
                yield true;
            }
            case JsonNull _ -> false;
            case JsonValue other ->
                    throw mismatch(
                            other.typeName(),
                            struct == null ? "map[string]string" : "v1." + struct);
        };
    }

    @Override
    public @Nullable String nextField() {
        if (!(open.peek() instanceof Open.InObject(var rest))) {
            throw new IllegalStateException("not in an object");
        }
        if (!rest.hasNext()) {
            open.pop();
            path.leave();
            return null;
        }
        var field = rest.next();
        current = field.getValue();
        entered(field.getKey());
        return field.getKey();
    }

    @Override
    public boolean beginArray(String goType) {
        return switch (current) {
            case JsonArray(var items) -> {
                open.push(new Open.InArray(items.iterator()));
                enter(null);
                yield true;
            }
            case JsonNull _ -> false;
            case JsonValue other -> throw mismatch(other.typeName(), goType);
        };
    }

    @Override
    public boolean nextElement() {
        if (!(open.peek() instanceof Open.InArray(var rest))) {
            throw new IllegalStateException("not in an array");
        }
        if (!rest.hasNext()) {
            open.pop();
            path.leave();
            return false;
        }
        current = rest.next();
        path.element();
        return true;
    }

    @Override
    public String readString() {
        return switch (current) {
            case JsonText(var text) -> text;
            case JsonNull _ -> "";
            case JsonValue other -> throw mismatch(other.typeName(), "string");
        };
    }

    @Override
    public long readLong() {
        return whole("int64");
    }

    @Override
    public int readInt() {
        long value = whole("int32");
        if (value != (int) value) {
            throw mismatch("number " + value, "int32");
        }
        return (int) value;
    }

    private long whole(String goType) {
        return switch (current) {
            case JsonInteger(var value) -> value;
            case JsonDecimal(var value) when value == Math.rint(value) && Math.abs(value) < 9e15 ->
                    (long) value;
            case JsonDecimal(var value) ->
                    throw mismatch("number " + GoNumber.format(value), goType);
            case JsonNull _ -> 0;
            case JsonValue other -> throw mismatch(other.typeName(), goType);
        };
    }

    @Override
    public double readDouble() {
        return switch (current) {
            case JsonInteger(var value) -> value;
            case JsonDecimal(var value) -> value;
            case JsonNull _ -> 0;
            case JsonValue other -> throw mismatch(other.typeName(), "float64");
        };
    }

    @Override
    public boolean readBoolean() {
        return switch (current) {
            case JsonBoolean(var value) -> value;
            case JsonNull _ -> false;
            case JsonValue other -> throw mismatch(other.typeName(), "bool");
        };
    }

    @Override
    public JsonValue readValue() {
        return current;
    }

    @Override
    public void skip() {}

    @Override
    public IntOrString readIntOrString() {
        return switch (current) {
            case JsonText(var text) -> IntOrString.of(text);
            case JsonNull _ -> IntOrString.of(0);
            case JsonInteger _, JsonDecimal _ -> IntOrString.of(readInt());
            case JsonValue other -> throw mismatch(other.typeName(), "intstr.IntOrString");
        };
    }

    @Override
    String readScalar(String goType) {
        return switch (current) {
            case JsonText(var text) -> text;
            case JsonInteger(var value) -> Long.toString(value);
            case JsonDecimal(var value) -> GoNumber.format(value);
            case JsonNull _ -> "";
            case JsonValue other -> throw mismatch(other.typeName(), goType);
        };
    }
}
