package dev.jong.client;

/// Why the API server could not be asked. What it answers is a [dev.jong.api.errors.ApiException]
/// instead.
public abstract sealed class ClientException extends RuntimeException
        permits UnreachableException, MalformedAnswerException, KubeconfigException {
    ClientException(String message) {
        super(message);
    }

    ClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
