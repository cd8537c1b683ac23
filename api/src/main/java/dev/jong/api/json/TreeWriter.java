package dev.jong.api.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds a tree.
public final class TreeWriter extends TokenWriter {
    private sealed interface Open {
        record InObject(Map<String, JsonValue> fields, @Nullable String outerName)
                implements Open {}

        record InArray(List<JsonValue> items, @Nullable String outerName) implements Open {}
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable String name;
    private @Nullable JsonValue result;

    /// What was written.
    public JsonValue tree() {
        var tree = result;
        if (tree == null) {
            throw new IllegalStateException("nothing written");
        }
        return tree;
    }

    @Override
    public void beginObject() {
        open.push(new Open.InObject(new HashMap<>(), name));
    }

    @Override
    public void beginArray() {
        open.push(new Open.InArray(new ArrayList<>(), name));
    }

    @Override
    public void endObject() {
        close();
    }

    @Override
    public void endArray() {
        close();
    }

    private void close() {
        switch (open.pop()) {
            case Open.InObject(var fields, var outerName) -> {
                name = outerName;
                value(new JsonObject(fields));
            }
            case Open.InArray(var items, var outerName) -> {
                name = outerName;
                value(new JsonArray(items));
            }
        }
    }

    @Override
    public TokenWriter name(String name) {
        this.name = name;
        return this;
    }

    @Override
    public void string(String value) {
        value(new JsonText(value));
    }

    @Override
    public void integer(long value) {
        value(new JsonInteger(value));
    }

    /// What would be written without fraction and exponent is an integer for every reader.
    @Override
    public void decimal(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 9e18;
        value(
                whole
                        ? new JsonInteger(Long.parseLong(GoNumber.format(value)))
                        : new JsonDecimal(value));
    }

    @Override
    public void bool(boolean value) {
        value(JsonBoolean.of(value));
    }

    @Override
    public void nul() {
        value(JsonNull.NULL);
    }

    @Override
    public void value(JsonValue value) {
        switch (open.peek()) {
            case null -> result = value;
            case Open.InObject(var fields, _) -> {
                var field = name;
                if (field == null) {
                    throw new IllegalStateException("a value without a name in an object");
                }
                fields.put(field, value);
            }
            case Open.InArray(var items, _) -> items.add(value);
        }
    }
}
