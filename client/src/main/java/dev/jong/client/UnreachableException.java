package dev.jong.client;

/// No answer: not listening, TLS refused, connection lost.
public final class UnreachableException extends ClientException {
    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
