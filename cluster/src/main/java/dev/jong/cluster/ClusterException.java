package dev.jong.cluster;

/// What can go wrong outside of the API. The message is one sentence for a person and says what to
/// do.
public abstract sealed class ClusterException extends RuntimeException {
    private ClusterException(String message, Throwable cause) {
        super(message, cause);
    }

    private ClusterException(String message) {
        super(message);
    }

    /// The sentence; never absent.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// The machine or the user's input does not allow it; nothing was changed.
    public static final class Refused extends ClusterException {
        public Refused(String message) {
            super(message);
        }

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// A program of the machine failed; the message carries what it said.
    public static final class ProgramFailed extends ClusterException {
        public ProgramFailed(String message) {
            super(message);
        }

        public ProgramFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
