package dev.jong.http;

/// The other side does not follow the protocol. A handler that lets it pass answers 400.
public final class ProtocolException extends HttpException {
    public ProtocolException(String message) {
        super(message);
    }

    public ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
