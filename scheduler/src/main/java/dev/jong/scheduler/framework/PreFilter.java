package dev.jong.scheduler.framework;

import dev.jong.scheduler.nodes.PlacedPod;
import java.util.Set;

/// Prepares, once per cycle, what a rule needs to judge nodes, or narrows them down at once.
public interface PreFilter extends Plugin {
    Prepared preFilter(Cycle cycle);

    /// A Pod was added to or, with -1, taken from a node for a trial: what was prepared follows.
    default void podTried(Cycle cycle, PlacedPod pod, int sign) {}

    /// The answer.
    sealed interface Prepared {
        /// Every node is judged by [Filter].
        record Ready() implements Prepared {}

        /// The rule has nothing to say about this Pod.
        record Skip() implements Prepared {}

        /// Only these nodes can do.
        record Only(Set<String> nodes) implements Prepared {}

        /// No node can do.
        record Refused(Verdict verdict) implements Prepared {}
    }

    Prepared READY = new Prepared.Ready();
    Prepared SKIP = new Prepared.Skip();
}
