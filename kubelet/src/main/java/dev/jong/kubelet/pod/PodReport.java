package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Pod as the API last had it, and what the API is told of how it stands. For the worker's
/// thread, but anyone may ask for the Pod.
final class PodReport {
    private final PodWorker.Parts parts;
    private final PodAgenda agenda;
    private final PodProbes probes;
    private final PodResize resize;
    private final Instant startTime;
    private final Map<String, Waiting> waiting = new HashMap<>();

    private volatile Pod pod;
    private @Nullable Failure failure;

    PodReport(
            Pod pod, PodWorker.Parts parts, PodAgenda agenda, PodProbes probes, PodResize resize) {
        this.pod = pod;
        this.parts = parts;
        this.agenda = agenda;
        this.probes = probes;
        this.resize = resize;
        this.startTime = parts.clock().instant();
    }

    Pod pod() {
        return pod;
    }

    /// The API has another now.
    void update(Pod newer) {
        pod = newer;
    }

    /// When it began here, as the API was told or is to be.
    Instant startTime() {
        var told = pod.status().startTime();
        return told == null ? startTime : told;
    }

    /// It failed, whatever becomes of its containers.
    void fail(Failure why) {
        failure = why;
    }

    /// A container could not be started.
    void waits(String container, Waiting why) {
        waiting.put(container, why);
    }

    /// A container was started after all.
    void started(String container) {
        waiting.remove(container);
    }

    /// A container that runs waits for nothing.
    void forgetWaits(PodView view) {
        waiting.keySet()
                .removeIf(name -> {
                    var run = view.latest(name);
                    return run != null && run.running();
                });
    }

    /// Tells the API how it stands, if that is news.
    void tell(PodView view, boolean terminal) {
        switch (parts.sink().write(pod, newest -> statusOf(newest, view, terminal))) {
            case StatusSink.Written.Now(var newer) when Versions.older(newer, pod) -> {}
            case StatusSink.Written.Now(var newer) when deletedNow(newer) ->
                    agenda.add(new PodNews.Updated(newer));
            case StatusSink.Written.Now(var newer) -> pod = newer;
            case StatusSink.Written.Gone() -> agenda.retryLater();
            case StatusSink.Written.Later() -> agenda.retry();
        }
    }

    private boolean deletedNow(Pod newer) {
        return newer.metadata().deletionTimestamp() != null
                && pod.metadata().deletionTimestamp() == null;
    }

    private PodStatus statusOf(Pod newest, PodView view, boolean terminal) {
        // A newer one may ask for what was not even looked at yet.
        var seen = pod.metadata().generation();
        return new StatusOf(
                        newest.mapMetadata(metadata -> metadata.withGeneration(seen)),
                        view,
                        waiting,
                        probes.probed(),
                        terminal,
                        failure,
                        parts.node().addresses(),
                        parts.runtimeName(),
                        startTime,
                        parts.clock().instant(),
                        resize.state())
                .status();
    }
}
