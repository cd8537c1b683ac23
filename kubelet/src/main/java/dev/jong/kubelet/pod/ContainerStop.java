package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.probe.Prober;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Stops single containers: an Event, the preStop hook within the time given, the stop signal, at
/// last the kill.
record ContainerStop(Runtime runtime, Prober prober, PodEvents events, InstantSource clock) {
    private static final Duration LEAST = Duration.ofSeconds(2);

    /// Returns when the container is gone.
    ///
    /// @param message of the Event; empty: the usual one
    void stop(
            Pod pod,
            PodContainer container,
            ContainerStatus status,
            String address,
            String message,
            Instant due) {
        events.about(
                pod,
                container,
                false,
                "Killing",
                message.isEmpty() ? "Stopping container " + container.name() : message);
        var lifecycle = container.spec().lifecycle();
        var hook = lifecycle == null ? null : lifecycle.preStop();
        if (hook != null && clock.instant().isBefore(due)) {
            var subject = new Prober.Subject(status.id(), container.spec(), address);
            var thread =
                    Thread.ofVirtual()
                            .name("prestop-" + container.name())
                            .start(() -> {
                                var problem =
                                        prober.hook(hook, subject, PodKey.words(PodKey.of(pod)));
                                if (!problem.isEmpty()) {
                                    events.about(
                                            pod,
                                            container,
                                            true,
                                            "FailedPreStopHook",
                                            "PreStopHook failed");
                                }
                            });
            try {
                if (!thread.join(left(due))) {
                    thread.interrupt();
                }
            } catch (InterruptedException _) {
                thread.interrupt();
            }
        }
        runtime.stopContainer(status.id(), left(due));
    }

    /// Never less than two seconds, so that a process hears that it is to end.
    private Duration left(Instant due) {
        var left = Duration.between(clock.instant(), due);
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    /// Repeats the stop with less time for a container that is being stopped already.
    void hurry(String containerId, Instant due) {
        runtime.stopContainer(containerId, left(due));
    }
}
