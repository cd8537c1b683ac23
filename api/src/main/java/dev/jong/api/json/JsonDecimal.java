package dev.jong.api.json;

/// A JSON number with a fraction, an exponent, or beyond 64 bits.
public record JsonDecimal(double value) implements JsonValue {
    @Override
    public String toString() {
        return Json.text(this);
    }
}
