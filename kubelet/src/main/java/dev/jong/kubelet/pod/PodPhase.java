package dev.jong.kubelet.pod;

import java.time.Instant;

/// Where a Pod stands on its node, and the one table of how it goes on.
sealed interface PodPhase {
    /// Containers are started and kept.
    record Active() implements PodPhase {}

    /// Containers are being stopped; at `due` they are killed.
    ///
    /// @param unwanted the API no longer has the Pod
    record Stopping(Instant due, boolean unwanted) implements PodPhase {}

    /// Nothing runs any more; what it left (logs, statuses) stays until the API forgets the Pod.
    record Stopped() implements PodPhase {}

    /// Everything it left is to be removed, and then it is over.
    record Gone() implements PodPhase {}

    static PodPhase next(PodPhase phase, PodEvent event) {
        return switch (event) {
            case PodEvent.StopAsked(var by) when phase instanceof Active -> new Stopping(by, false);
            case PodEvent.StopAsked(var by) when phase instanceof Stopping(var due, var unwanted) ->
                    new Stopping(by.isBefore(due) ? by : due, unwanted);
            case PodEvent.Finished(var now) when phase instanceof Active ->
                    new Stopping(now, false);
            case PodEvent.Forgotten(var by) when phase instanceof Active -> new Stopping(by, true);
            case PodEvent.Forgotten(var by) when phase instanceof Stopping(var due, _) ->
                    new Stopping(by.isBefore(due) ? by : due, true);
            case PodEvent.Forgotten(_) -> new Gone();
            case PodEvent.ContainersGone() when phase instanceof Stopping(_, var unwanted) ->
                    unwanted ? new Gone() : new Stopped();
            case PodEvent.StopAsked(_), PodEvent.Finished(_), PodEvent.ContainersGone() ->
                    phase; // late news
        };
    }
}
