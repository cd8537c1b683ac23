package dev.jong.api.patch;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonDecimal;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonNull;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/// JSON values as Go's `%v` prints the maps and slices it decodes them into.
public final class GoValue {
    private GoValue() {}

    /// `map[a:1 b:[x y]]`
    public static String of(JsonValue value) {
        return switch (value) {
            case JsonObject object ->
                    object.fields().entrySet().stream()
                            .map(field -> field.getKey() + ":" + of(field.getValue()))
                            .collect(Collectors.joining(" ", "map[", "]"));
            case JsonArray(var items) -> of(items);
            case JsonText(var text) -> text;
            case JsonInteger(var number) -> Long.toString(number);
            case JsonDecimal decimal -> decimal.toString();
            case JsonBoolean(var truth) -> Boolean.toString(truth);
            case JsonNull _ -> "<nil>";
        };
    }

    static String of(List<JsonValue> items) {
        return items.stream().map(GoValue::of).collect(Collectors.joining(" ", "[", "]"));
    }

    static String typeOf(JsonValue value) {
        return switch (value) {
            case JsonObject _ -> "map[string]interface {}";
            case JsonArray _ -> "[]interface {}";
            case JsonText _ -> "string";
            case JsonInteger _ -> "int64";
            case JsonDecimal _ -> "float64";
            case JsonBoolean _ -> "bool";
            case JsonNull _ -> "%!s(<nil>)";
        };
    }
}
