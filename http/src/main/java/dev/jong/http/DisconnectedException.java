package dev.jong.http;

/// The other side has gone, or has reset this stream. Nobody is left to hear an answer.
public final class DisconnectedException extends HttpException {
    public DisconnectedException(String message) {
        super(message);
    }

    public DisconnectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
