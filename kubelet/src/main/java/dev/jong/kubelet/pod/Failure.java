package dev.jong.kubelet.pod;

/// Why a Pod may not run on, or not at all: `status.reason` and `status.message` of a Failed Pod.
public record Failure(String reason, String message) {
    static final Failure DEADLINE =
            new Failure(
                    "DeadlineExceeded",
                    "Pod was active on the node longer than the specified deadline");
}
