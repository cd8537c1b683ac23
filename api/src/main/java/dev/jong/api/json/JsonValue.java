package dev.jong.api.json;

/// Any JSON value, immutable and equal by content. Objects keep their fields sorted by name, as Go
/// writes them.
public sealed interface JsonValue
        permits JsonObject, JsonArray, JsonText, JsonInteger, JsonDecimal, JsonBoolean, JsonNull {

    /// What Go's json calls this value in its messages: `object`, `array`, `string`, `number`,
    /// `bool`, `null`.
    default String typeName() {
        return switch (this) {
            case JsonObject _ -> "object";
            case JsonArray _ -> "array";
            case JsonText _ -> "string";
            case JsonInteger _, JsonDecimal _ -> "number";
            case JsonBoolean _ -> "bool";
            case JsonNull _ -> "null";
        };
    }
}
