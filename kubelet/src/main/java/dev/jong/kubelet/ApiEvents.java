package dev.jong.kubelet;

import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.core.v1.Pod;
import dev.jong.client.EventRecorder;
import dev.jong.kubelet.pod.PodContainer;
import dev.jong.kubelet.pod.PodEvents;

/// Events of the API about Pods and their containers.
record ApiEvents(EventRecorder recorder) implements PodEvents {
    @Override
    public void about(Pod pod, boolean warning, String reason, String message) {
        record(EventRecorder.reference(pod), warning, reason, message);
    }

    @Override
    public void about(
            Pod pod, PodContainer container, boolean warning, String reason, String message) {
        var list =
                switch (container.role()) {
                    case INIT, SIDECAR -> "spec.initContainers";
                    case MAIN -> "spec.containers";
                    case EPHEMERAL -> "spec.ephemeralContainers";
                };
        record(
                EventRecorder.reference(pod).withFieldPath(list + "{" + container.name() + "}"),
                warning,
                reason,
                message);
    }

    private void record(ObjectReference about, boolean warning, String reason, String message) {
        recorder.record(
                about, warning ? EventRecorder.WARNING : EventRecorder.NORMAL, reason, "", message);
    }
}
