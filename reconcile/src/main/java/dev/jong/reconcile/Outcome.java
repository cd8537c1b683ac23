package dev.jong.reconcile;

import java.time.Duration;

/// What a reconciler says at its end.
public sealed interface Outcome {
    /// Nothing left to do until something changes.
    record Done() implements Outcome {}

    /// Come back later, even if nothing changes.
    record LookAgain(Duration delay) implements Outcome {}

    /// Could not do it; come back with growing pauses.
    ///
    /// @param reason for the log
    record Failed(String reason) implements Outcome {}

    static Outcome done() {
        return new Done();
    }

    static Outcome lookAgain(Duration delay) {
        return new LookAgain(delay);
    }

    static Outcome failed(String reason) {
        return new Failed(reason);
    }
}
