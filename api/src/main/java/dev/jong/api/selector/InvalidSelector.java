package dev.jong.api.selector;

/// A text or object that is no selector; the message is upstream's.
public final class InvalidSelector extends IllegalArgumentException {
    public InvalidSelector(String message) {
        super(message);
    }
}
