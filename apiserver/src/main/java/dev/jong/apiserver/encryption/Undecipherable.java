package dev.jong.apiserver.encryption;

/// A value could not be encrypted or decrypted.
final class Undecipherable extends RuntimeException {
    Undecipherable(String message) {
        super(message);
    }

    Undecipherable(String message, Throwable cause) {
        super(message, cause);
    }
}
