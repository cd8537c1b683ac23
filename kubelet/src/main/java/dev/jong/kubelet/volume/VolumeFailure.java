package dev.jong.kubelet.volume;

/// A volume cannot be made ready, or not yet. The message is the rest of the Event `FailedMount`.
public final class VolumeFailure extends RuntimeException {
    public VolumeFailure(String message) {
        super(message);
    }

    public VolumeFailure(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        var message = super.getMessage();
        return message == null ? "" : message;
    }
}
