package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.runtime.RuntimeFailure;
import java.time.Instant;

/// Stops single containers of a Pod that goes on, each on a thread of its own and only once.
///
/// @param done called after each
record PodKills(PodWorker.Parts parts, ContainerStop stops, PodPictures pictures, Runnable done) {
    /// @param address where the container is reached by its preStop hook
    /// @param due when it is killed
    void begin(Pod pod, PodPlan.Kill kill, String address, Instant due) {
        if (pictures.beginKill(kill.status().id())) {
            Thread.ofVirtual()
                    .name("kill-" + kill.container().name())
                    .start(() -> kill(pod, kill, address, due));
        }
    }

    private void kill(Pod pod, PodPlan.Kill kill, String address, Instant due) {
        try {
            stops.stop(pod, kill.container(), kill.status(), address, kill.message(), due);
        } catch (RuntimeFailure e) {
            parts.events()
                    .about(pod, true, "FailedKillPod", "error killing pod: " + e.getMessage());
        } finally {
            pictures.endKill(kill.status().id());
            parts.runtime().refresh();
            done.run();
        }
    }
}
