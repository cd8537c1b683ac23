package dev.jong.client;

/// A kubeconfig that cannot be read, or that lacks what is needed.
public final class KubeconfigException extends ClientException {
    public KubeconfigException(String message) {
        super(message);
    }

    public KubeconfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
