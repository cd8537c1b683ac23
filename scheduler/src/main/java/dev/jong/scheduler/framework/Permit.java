package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PodDemand;
import java.time.Duration;

/// Lets a placed Pod go on, turns it away or has it wait.
public interface Permit extends Plugin {
    Answer permit(PodDemand pod, String node);

    sealed interface Answer {
        record Allow() implements Answer {}

        record Reject(String reason) implements Answer {}

        /// Until someone allows it ([WaitingPods]) or the time is up.
        record Wait(Duration atMost) implements Answer {}
    }
}
