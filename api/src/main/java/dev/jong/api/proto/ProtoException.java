package dev.jong.api.proto;

/// Bytes that are no message of the type asked for.
public final class ProtoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtoException(String message) {
        super(message, null, true, false);
    }
}
