package dev.jong.kubelet.simulated;

import java.time.Duration;

/// How a simulated container goes once started.
public sealed interface SimulatedCourse {
    /// Runs until it is stopped.
    record Forever() implements SimulatedCourse {}

    /// Ends by itself.
    record Ends(Duration after, int exitCode) implements SimulatedCourse {}

    /// Cannot be created: the runtime refuses with this text.
    record Refused(String message) implements SimulatedCourse {}
}
