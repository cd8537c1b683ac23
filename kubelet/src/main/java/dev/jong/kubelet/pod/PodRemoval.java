package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;

/// Removes what a Pod left in the runtime and on disk.
final class PodRemoval {
    private PodRemoval() {}

    static void remove(Pod pod, PodWorker.Parts parts) {
        var identity = PodKey.of(pod);
        var runtime = parts.runtime();
        runtime.containersOf(identity.uid()).forEach(each -> runtime.removeContainer(each.id()));
        for (var each : runtime.sandboxesOf(identity.uid())) {
            runtime.stopSandbox(each.sandbox().id());
            runtime.removeSandbox(each.sandbox().id());
        }
        parts.images().forget(identity.uid());
        parts.files().remove(identity);
    }
}
