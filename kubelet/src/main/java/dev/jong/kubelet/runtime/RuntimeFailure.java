package dev.jong.kubelet.runtime;

import org.jspecify.annotations.Nullable;

/// What went wrong in a runtime. The message is the runtime's own text, fit for an Event.
public sealed class RuntimeFailure extends RuntimeException {
    private RuntimeFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        var message = super.getMessage();
        return message == null ? "" : message;
    }

    /// No such sandbox, container or image.
    public static final class NotFound extends RuntimeFailure {
        public NotFound(String message) {
            super(message, null);
        }
    }

    /// The runtime does not answer; the call may have had an effect.
    public static final class Unavailable extends RuntimeFailure {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// A command did not end in time.
    public static final class TimedOut extends RuntimeFailure {
        public TimedOut(String message) {
            super(message, null);
        }
    }

    /// The runtime refused.
    public static final class Refused extends RuntimeFailure {
        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
