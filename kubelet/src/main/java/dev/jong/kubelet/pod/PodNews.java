package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import java.time.Duration;

/// What reaches a Pod's worker.
sealed interface PodNews {
    /// The API has a newer version.
    record Updated(Pod pod) implements PodNews {}

    /// The API has it no more.
    record Removed() implements PodNews {}

    /// The runtime, a probe, a pull or the time may have changed something.
    record Look() implements PodNews {}

    /// All containers were stopped.
    record Stopped() implements PodNews {}

    /// It may not run here.
    ///
    /// @param grace for its containers, where they run already
    record Refused(Failure why, Duration grace) implements PodNews {}
}
