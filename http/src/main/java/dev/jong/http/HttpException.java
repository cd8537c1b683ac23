package dev.jong.http;

/// What can go wrong between a server and its client, or between us and a backend.
public abstract sealed class HttpException extends RuntimeException
        permits BodyTooLargeException, DisconnectedException, ProtocolException {
    HttpException(String message) {
        super(message);
    }

    HttpException(String message, Throwable cause) {
        super(message, cause);
    }
}
