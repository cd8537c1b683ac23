package dev.jong.etcd;

import io.grpc.Status;

/// What etcd's failed answers mean. The texts are etcd's own and the same in 3.4, 3.5 and 3.6;
/// their status codes alone do not tell enough.
enum Refusal {
    /// History does not reach back to the revision.
    COMPACTED,
    /// The revision has not happened yet.
    IN_FUTURE,
    NO_SUCH_LEASE,
    /// A lease of that number stands already.
    LEASE_EXISTS,
    /// The database has reached its quota; nothing was changed.
    NO_SPACE,
    /// A value is larger than etcd takes; nothing was changed.
    TOO_LARGE,
    /// The member could not work on it and did not begin to: nothing was changed.
    NOT_BEGUN,
    /// No answer, or one from which it is not known whether it was done.
    UNKNOWN,
    /// Asking again or asking another changes nothing.
    FINAL;

    /// @param sent whether the request was handed to a connection
    static Refusal of(Status status, boolean sent) {
        var text = status.getDescription() == null ? "" : status.getDescription();
        if (text.contains("required revision has been compacted")) {
            return COMPACTED;
        }
        if (text.contains("required revision is a future revision")) {
            return IN_FUTURE;
        }
        if (text.contains("requested lease not found")) {
            return NO_SUCH_LEASE;
        }
        if (text.contains("lease already exists")) {
            return LEASE_EXISTS;
        }
        if (text.contains("database space exceeded")) {
            return NO_SPACE;
        }
        if (text.contains("request is too large") || text.contains("larger than max")) {
            return TOO_LARGE;
        }
        if (text.contains("etcdserver: no leader")
                || text.contains("etcdserver: unhealthy cluster")
                || text.contains("etcdserver: too many requests")) {
            return NOT_BEGUN;
        }
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL, UNKNOWN ->
                    sent ? UNKNOWN : NOT_BEGUN;
            default -> FINAL;
        };
    }
}
