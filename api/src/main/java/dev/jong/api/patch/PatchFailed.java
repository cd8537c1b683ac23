package dev.jong.api.patch;

/// A patch that is malformed or does not apply; the message is upstream's.
public final class PatchFailed extends RuntimeException {
    private final boolean malformed;
    private final boolean unsupported;

    private PatchFailed(String message, boolean malformed, boolean unsupported) {
        super(message);
        this.malformed = malformed;
        this.unsupported = unsupported;
    }

    static PatchFailed malformed(String message) {
        return new PatchFailed(message, true, false);
    }

    static PatchFailed inapplicable(String message) {
        return new PatchFailed(message, false, false);
    }

    static PatchFailed unsupported(String message) {
        return new PatchFailed(message, false, true);
    }

    /// True when the patch asks for what no strategic merge can do (422 there too; else 500).
    public boolean isUnsupported() {
        return unsupported;
    }

    /// True when the patch itself is wrong (400), false when it does not fit the object (422).
    public boolean isMalformed() {
        return malformed;
    }
}
