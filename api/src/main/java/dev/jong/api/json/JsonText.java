package dev.jong.api.json;

import java.util.Objects;

/// A JSON string.
public record JsonText(String value) implements JsonValue {
    public JsonText {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return Json.text(this);
    }
}
