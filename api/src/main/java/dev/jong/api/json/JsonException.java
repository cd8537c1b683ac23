package dev.jong.api.json;

/// Bytes or trees that cannot become the object asked for. Messages are those of Go's json, which
/// clients see.
public abstract sealed class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private JsonException(String message) {
        super(message, null, true, false);
    }

    /// Not JSON at all, or cut short.
    public static final class Malformed extends JsonException {
        private static final long serialVersionUID = 1L;

        public Malformed(String message) {
            super(message);
        }
    }

    /// JSON, but of another type, or a value that its field cannot hold.
    public static final class Mismatch extends JsonException {
        private static final long serialVersionUID = 1L;

        public Mismatch(String message) {
            super(message);
        }
    }
}
