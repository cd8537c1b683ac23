package dev.jong.api.apply;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One step on the way to a field.
public sealed interface PathElement {
    /// As FieldsV1 names it: `f:name`, `k:{"name":"a"}`, `v:"x"`, `i:0`.
    String encoded();

    /// As messages show it: `.name`, `[name="a"]`, `[="x"]`, `[0]`.
    String shown();

    record Field(String name) implements PathElement {
        @Override
        public String encoded() {
            return "f:" + name;
        }

        @Override
        public String shown() {
            return "." + name;
        }
    }

    /// The item of a list whose key fields have these values.
    record Key(Map<String, JsonValue> values) implements PathElement {
        public Key {
            values = Map.copyOf(values);
        }

        @Override
        public String encoded() {
            return "k:" + Json.text(new JsonObject(values));
        }

        @Override
        public String shown() {
            return new TreeMap<>(values)
                    .entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + Json.text(entry.getValue()))
                            .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /// The item of a set.
    record Value(JsonValue value) implements PathElement {
        @Override
        public String encoded() {
            return "v:" + Json.text(value);
        }

        @Override
        public String shown() {
            return "[=" + Json.text(value) + "]";
        }
    }

    record Index(int index) implements PathElement {
        @Override
        public String encoded() {
            return "i:" + index;
        }

        @Override
        public String shown() {
            return "[" + index + "]";
        }
    }

    /// Whether the kind of a name of a FieldsV1 is known, or cannot even be told.
    static boolean isKnown(String text) {
        return text.length() < 2 || text.charAt(1) != ':' || "fkvi".indexOf(text.charAt(0)) >= 0;
    }

    /// Reads one name of a FieldsV1.
    ///
    /// @throws InvalidFields when `text` is no such name
    static PathElement decode(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new InvalidFields("missing colon in field path element: " + text);
        }
        String rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'f' -> new Field(rest);
            case 'k' -> {
                if (InvalidFields.parse(rest) instanceof JsonObject(var values))
                    yield new Key(values);
                throw new InvalidFields("not an object: " + rest);
            }
            case 'v' -> new Value(InvalidFields.parse(rest));
            case 'i' -> {
                if (InvalidFields.parse(rest) instanceof JsonInteger(var index))
                    yield new Index((int) index);
                throw new InvalidFields("not a number: " + rest);
            }
            default -> throw new InvalidFields("unsupported field path element: " + text);
        };
    }
}
