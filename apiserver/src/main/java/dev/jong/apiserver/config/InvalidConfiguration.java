package dev.jong.apiserver.config;

/// A flag or a configuration file that this server cannot be started with, in one sentence for
/// people.
public final class InvalidConfiguration extends RuntimeException {
    public InvalidConfiguration(String message) {
        super(message);
    }

    public InvalidConfiguration(String message, Throwable cause) {
        super(message, cause);
    }
}
