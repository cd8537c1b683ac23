package dev.jong.api;

/// A text that is no quantity; the message is upstream's.
public final class InvalidQuantity extends IllegalArgumentException {
    InvalidQuantity(String message) {
        super(message);
    }
}
