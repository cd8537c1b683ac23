package dev.jong.api.json;

/// `null`, as a value that is there.
public enum JsonNull implements JsonValue {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
