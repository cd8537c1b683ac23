package dev.jong.systemtests.difference;

import dev.jong.api.Schema;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import java.util.List;

/// The smallest value that a schema allows, and values that it does not.
final class Samples {
    private static final String LONG = "a".repeat(300);

    private Samples() {}

    static JsonValue of(Schema schema) {
        return switch (schema) {
            case Schema.Scalar scalar -> scalar(scalar);
            case Schema.ListOf list -> JsonArray.of(of(list.items()));
            case Schema.MapOf map -> JsonObject.of("a", of(map.values()));
            case Schema.Any _ -> JsonObject.EMPTY;
            case Schema.Struct struct -> {
                var made = JsonObject.EMPTY;
                for (var field : struct.fields().values()) {
                    if (field.required()) {
                        made = made.with(field.name(), of(field.schema()));
                    }
                }
                yield made;
            }
        };
    }

    private static JsonValue scalar(Schema.Scalar scalar) {
        if (!scalar.values().isEmpty()) {
            return scalar.values().getFirst();
        }
        return switch (scalar.type()) {
            case STRING ->
                    new JsonText(
                            switch (scalar.format()) {
                                case "date-time" -> "2026-01-02T03:04:05Z";
                                case "byte" -> "YQ==";
                                default -> "a";
                            });
            case INTEGER, NUMBER, INT_OR_STRING -> new JsonInteger(1);
            case BOOLEAN -> JsonBoolean.TRUE;
            case QUANTITY -> new JsonText("1");
        };
    }

    /// Other values for a scalar, of the right type and of wrong ones.
    static List<JsonValue> others(Schema.Scalar scalar) {
        return switch (scalar.type()) {
            case STRING ->
                    List.of(
                            new JsonText(""),
                            new JsonText("Bad_Value!"),
                            new JsonText("other"),
                            new JsonText("../a b"),
                            new JsonText("10.0.0.300"),
                            new JsonText(LONG),
                            new JsonInteger(7));
            case INTEGER, NUMBER ->
                    List.of(
                            new JsonInteger(0),
                            new JsonInteger(-1),
                            new JsonInteger(2),
                            new JsonInteger(70000),
                            new JsonInteger(2147483648L),
                            new JsonText("x"));
            case INT_OR_STRING ->
                    List.of(
                            new JsonInteger(0),
                            new JsonInteger(-1),
                            new JsonInteger(70000),
                            new JsonText("101%"),
                            new JsonText("http"),
                            new JsonText("Bad_Value!"),
                            new JsonText(""));
            case BOOLEAN -> List.of(JsonBoolean.FALSE, JsonBoolean.TRUE, new JsonText("yes"));
            case QUANTITY ->
                    List.of(
                            new JsonText("-1"),
                            new JsonText("0"),
                            new JsonText("1500m"),
                            new JsonText("abc"),
                            new JsonInteger(5));
        };
    }
}
