package dev.jong.api.json;

/// A JSON number without fraction or exponent that fits 64 bits.
public record JsonInteger(long value) implements JsonValue {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
