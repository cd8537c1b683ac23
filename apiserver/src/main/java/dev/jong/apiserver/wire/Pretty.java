package dev.jong.apiserver.wire;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.nio.charset.StandardCharsets;

/// JSON for people: two spaces a level, as Go's MarshalIndent.
final class Pretty {
    private final StringBuilder out = new StringBuilder(1024);

    private Pretty() {}

    static byte[] print(JsonValue tree) {
        var pretty = new Pretty();
        pretty.value(tree, 0);
        return pretty.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(JsonValue value, int depth) {
        switch (value) {
            case JsonObject object when !object.isEmpty() -> object(object, depth);
            case JsonArray array when array.size() > 0 -> array(array, depth);
            default -> out.append(Json.text(value));
        }
    }

    private void object(JsonObject object, int depth) {
        out.append('{');
        boolean first = true;
        for (var field : object.fields().entrySet()) {
            out.append(first ? "" : ",");
            first = false;
            line(depth + 1);
            out.append(Json.text(new JsonText(field.getKey()))).append(": ");
            value(field.getValue(), depth + 1);
        }
        line(depth);
        out.append('}');
    }

    private void array(JsonArray array, int depth) {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
            out.append(i == 0 ? "" : ",");
            line(depth + 1);
            value(array.get(i), depth + 1);
        }
        line(depth);
        out.append(']');
    }

    private void line(int depth) {
        out.append('\n');
        out.repeat("  ", depth);
    }
}
