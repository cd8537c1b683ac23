package dev.jong.kubelet.pod;

import java.time.Instant;

/// What happens to a Pod on its node and may move it to another [PodPhase].
sealed interface PodEvent {
    /// The API wants it gone: processes have until `by`.
    record StopAsked(Instant by) implements PodEvent {}

    /// It came to its end by itself, or may not run on.
    record Finished(Instant now) implements PodEvent {}

    /// The API has it no more.
    record Forgotten(Instant by) implements PodEvent {}

    /// No container of it runs.
    record ContainersGone() implements PodEvent {}
}
