package dev.jong.kubelet.pod;

/// Why a Pod may not run on, or not at all: `status.reason` and `status.message` of a Failed Pod.
///
/// @param disruption whether the kubelet ended it for the node's sake: condition DisruptionTarget
public record Failure(String reason, String message, boolean disruption) {
    public Failure(String reason, String message) {
        this(reason, message, false);
    }

    /// The node runs short of something.
    public static Failure evicted(String message) {
        return new Failure("Evicted", message, true);
    }

    static final Failure DEADLINE =
            new Failure(
                    "DeadlineExceeded",
                    "Pod was active on the node longer than the specified deadline");
}
