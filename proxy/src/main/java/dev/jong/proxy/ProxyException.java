package dev.jong.proxy;

/// The proxy cannot do its work; the message says why in one sentence.
public final class ProxyException extends RuntimeException {
    public ProxyException(String message) {
        super(message);
    }

    public ProxyException(String message, Throwable cause) {
        super(message, cause);
    }
}
