package dev.jong.api.apply;

import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonValue;
import java.nio.charset.StandardCharsets;

/// Managed fields that nobody could have written, or a configuration that cannot be applied.
public final class InvalidFields extends IllegalArgumentException {
    InvalidFields(String message) {
        super(message);
    }

    static JsonValue parse(String json) {
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8), Codecs.ANY);
        } catch (JsonException e) {
            throw new InvalidFields(String.valueOf(e.getMessage()));
        }
    }
}
