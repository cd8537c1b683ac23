package dev.jong.api.patch;

/// A patch that is malformed or does not apply; the message is upstream's.
public final class PatchFailed extends RuntimeException {
    private final boolean malformed;

    private PatchFailed(String message, boolean malformed) {
        super(message);
        this.malformed = malformed;
    }

    static PatchFailed malformed(String message) {
        return new PatchFailed(message, true);
    }

    static PatchFailed inapplicable(String message) {
        return new PatchFailed(message, false);
    }

    /// True when the patch itself is wrong (400), false when it does not fit the object (422).
    public boolean isMalformed() {
        return malformed;
    }
}
