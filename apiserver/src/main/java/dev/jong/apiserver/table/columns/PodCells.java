package dev.jong.apiserver.table.columns;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerStateTerminated;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.apiserver.table.Ages;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Pod summed up in a few words: how many containers are ready, what it is doing, how often it
/// restarted.
record PodCells(String ready, String status, int restarts, @Nullable Instant lastRestart) {
    private static final String NODE_LOST = "NodeLost";

    static PodCells of(Pod pod) {
        return new Summary(pod).sum();
    }

    String restartsCell(Instant now) {
        if (restarts == 0 || lastRestart == null) return String.valueOf(restarts);
        return restarts + " (" + Ages.since(lastRestart, now) + " ago)";
    }

    static String readinessGates(Pod pod) {
        var gates = pod.spec().readinessGates();
        if (gates.isEmpty()) return Cells.NONE;
        long passed =
                gates.stream().filter(gate -> isTrue(pod, orEmpty(gate.conditionType()))).count();
        return passed + "/" + gates.size();
    }

    private static String orEmpty(@Nullable String text) {
        return Cells.orEmpty(text);
    }

    private static boolean isTrue(Pod pod, String condition) {
        return pod.status().conditions().stream()
                .anyMatch(each -> condition.equals(each.type()) && "True".equals(each.status()));
    }

    /// Walks the containers once: init containers until the first unfinished one, then the others.
    private static final class Summary {
        private final Pod pod;
        private final Set<String> sidecars;
        private String status;
        private int ready;
        private int restarts;
        private int sidecarRestarts;
        private @Nullable Instant lastRestart;
        private @Nullable Instant lastSidecarRestart;

        Summary(Pod pod) {
            this.pod = pod;
            this.status =
                    orEmpty(
                            pod.status().reason() == null
                                    ? pod.status().phase()
                                    : pod.status().reason());
            this.sidecars =
                    pod.spec().initContainers().stream()
                            .filter(container -> "Always".equals(container.restartPolicy()))
                            .map(Container::name)
                            .collect(Collectors.toSet());
        }

        PodCells sum() {
            boolean gated =
                    pod.status().conditions().stream()
                            .anyMatch(each ->
                                    "PodScheduled".equals(each.type())
                                            && "SchedulingGated".equals(each.reason()));
            if (gated) status = "SchedulingGated";
            boolean initializing = walkInitContainers();
            if (!initializing || isTrue(pod, "Initialized")) walkContainers();
            if (pod.metadata().deletionTimestamp() != null) status = whileDeleted();
            int total = pod.spec().containers().size() + sidecars.size();
            return new PodCells(ready + "/" + total, status, restarts, lastRestart);
        }

        private String whileDeleted() {
            if (NODE_LOST.equals(pod.status().reason())) return "Unknown";
            String phase = orEmpty(pod.status().phase());
            return phase.equals("Succeeded") || phase.equals("Failed") ? status : "Terminating";
        }

        private boolean walkInitContainers() {
            var statuses = pod.status().initContainerStatuses();
            for (int i = 0; i < statuses.size(); i++) {
                var container = statuses.get(i);
                boolean sidecar = sidecars.contains(container.name());
                countInit(container, sidecar);
                var terminated = container.state().terminated();
                if (terminated != null && terminated.exitCode() == 0) continue;
                if (sidecar && Boolean.TRUE.equals(container.started())) {
                    if (container.ready()) ready++;
                    continue;
                }
                status = "Init:" + initReason(container, i);
                return true;
            }
            return false;
        }

        private void countInit(ContainerStatus container, boolean sidecar) {
            restarts += container.restartCount();
            lastRestart = later(lastRestart, finished(container));
            if (!sidecar) return;
            sidecarRestarts += container.restartCount();
            lastSidecarRestart = later(lastSidecarRestart, finished(container));
        }

        private String initReason(ContainerStatus container, int index) {
            var terminated = container.state().terminated();
            if (terminated != null) return ended(terminated);
            var waiting = container.state().waiting();
            String reason = waiting == null ? "" : orEmpty(waiting.reason());
            if (!reason.isEmpty() && !reason.equals("PodInitializing")) return reason;
            return index + "/" + pod.spec().initContainers().size();
        }

        private void walkContainers() {
            restarts = sidecarRestarts;
            lastRestart = lastSidecarRestart;
            boolean running = false;
            String failure = "";
            for (var container : pod.status().containerStatuses().reversed()) {
                restarts += container.restartCount();
                lastRestart = later(lastRestart, finished(container));
                var waiting = container.state().waiting();
                var terminated = container.state().terminated();
                if (waiting != null && !orEmpty(waiting.reason()).isEmpty()) {
                    status = orEmpty(waiting.reason());
                } else if (terminated != null) {
                    status = ended(terminated);
                    if (terminated.exitCode() != 0) failure = status;
                } else if (container.ready() && container.state().running() != null) {
                    running = true;
                    ready++;
                }
            }
            if (status.equals("Completed")) status = completed(running, failure);
        }

        /// One container has completed: what of the others?
        private String completed(boolean running, String failure) {
            if (running && isTrue(pod, "Ready")) return "Running";
            if (!failure.isEmpty()) return failure;
            return running ? "NotReady" : "Completed";
        }

        private static String ended(ContainerStateTerminated terminated) {
            String reason = orEmpty(terminated.reason());
            if (!reason.isEmpty()) return reason;
            return terminated.signal() != 0
                    ? "Signal:" + terminated.signal()
                    : "ExitCode:" + terminated.exitCode();
        }

        private static @Nullable Instant finished(ContainerStatus container) {
            var terminated = container.lastState().terminated();
            return terminated == null ? null : terminated.finishedAt();
        }

        private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
            if (one == null) return other;
            return other != null && other.isAfter(one) ? other : one;
        }
    }
}
