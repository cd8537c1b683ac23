package dev.jong.client;

/// An answer that is not what the API promises.
public final class MalformedAnswerException extends ClientException {
    public MalformedAnswerException(String message) {
        super(message);
    }

    public MalformedAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
