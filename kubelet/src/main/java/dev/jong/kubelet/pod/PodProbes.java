package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.probe.ProbeKind;
import dev.jong.kubelet.probe.ProbeLoop;
import dev.jong.kubelet.probe.Prober;
import dev.jong.kubelet.runtime.ContainerRole;
import dev.jong.kubelet.runtime.ContainerStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// The probes of one Pod: one loop for each probe of each running container.
final class PodProbes {
    private final Prober prober;
    private final PodEvents events;
    private final InstantSource clock;
    private final Instant kubeletStart;
    private final Runnable wake;
    private final Map<ProbeKind, Map<String, Boolean>> results =
            Map.of(
                    ProbeKind.STARTUP, new ConcurrentHashMap<>(),
                    ProbeKind.LIVENESS, new ConcurrentHashMap<>(),
                    ProbeKind.READINESS, new ConcurrentHashMap<>());

    /// Of running containers by id.
    private final Map<String, List<Thread>> loops = new ConcurrentHashMap<>();

    PodProbes(
            Prober prober,
            PodEvents events,
            InstantSource clock,
            Instant kubeletStart,
            Runnable wake) {
        this.prober = prober;
        this.events = events;
        this.clock = clock;
        this.kubeletStart = kubeletStart;
        this.wake = wake;
    }

    Probed probed() {
        return new Probed(of(ProbeKind.STARTUP), of(ProbeKind.LIVENESS), of(ProbeKind.READINESS));
    }

    private Map<String, Boolean> of(ProbeKind kind) {
        return results.getOrDefault(kind, Map.of());
    }

    /// Begins the probes of containers that came up and ends those of containers that are gone.
    void follow(Pod pod, PodView view, String address) {
        var running = new HashMap<String, ContainerStatus>();
        view.running().forEach(each -> running.put(each.id(), each));
        loops.entrySet()
                .removeIf(entry -> {
                    boolean gone = !running.containsKey(entry.getKey());
                    if (gone) {
                        entry.getValue().forEach(Thread::interrupt);
                        results.values().forEach(each -> each.remove(entry.getKey()));
                    }
                    return gone;
                });
        running.forEach((id, status) -> {
            if (!loops.containsKey(id)) {
                PodContainer.find(pod.spec(), status.name())
                        .filter(container -> container.role() != ContainerRole.INIT)
                        .ifPresent(
                                container -> loops.put(id, begin(pod, container, status, address)));
            }
        });
    }

    private List<Thread> begin(
            Pod pod, PodContainer container, ContainerStatus status, String address) {
        var since = status.startedAt() == null ? status.createdAt() : status.startedAt();
        boolean adopted = since.isBefore(kubeletStart);
        if (adopted) {
            takeOver(pod, status);
        }
        var subject = new Prober.Subject(status.id(), container.spec(), address);
        var threads = new ArrayList<Thread>();
        for (var kind : ProbeKind.values()) {
            var probe = kind.of(container.spec());
            boolean done =
                    kind == ProbeKind.STARTUP && Boolean.TRUE.equals(of(kind).get(status.id()));
            if (probe != null && !done) {
                var loop =
                        new ProbeLoop(
                                kind,
                                probe,
                                subject,
                                prober,
                                since,
                                adopted,
                                started(container, status.id()),
                                prober.figures().of(pod, container.name(), kind),
                                (which, good) -> tell(which, status.id(), good),
                                (reason, message) ->
                                        events.about(pod, container, true, reason, message),
                                clock);
                threads.add(Thread.ofVirtual().name("probe-" + status.name()).start(loop));
            }
        }
        return threads;
    }

    private BooleanSupplier started(PodContainer container, String id) {
        return () ->
                container.spec().startupProbe() == null
                        || Boolean.TRUE.equals(of(ProbeKind.STARTUP).get(id));
    }

    /// A container that ran before this kubelet did counts as started and ready if the API was told
    /// so.
    private void takeOver(Pod pod, ContainerStatus status) {
        var told = new ArrayList<>(pod.status().containerStatuses());
        told.addAll(pod.status().initContainerStatuses());
        told.stream()
                .filter(each -> PodKey.text(each.containerId()).endsWith("://" + status.id()))
                .forEach(each -> {
                    if (each.ready()) {
                        of(ProbeKind.READINESS).put(status.id(), true);
                    }
                    if (Boolean.TRUE.equals(each.started())) {
                        of(ProbeKind.STARTUP).put(status.id(), true);
                    }
                });
    }

    private void tell(ProbeKind kind, String id, boolean good) {
        of(kind).put(id, good);
        wake.run();
    }

    void stop() {
        loops.values().forEach(threads -> threads.forEach(Thread::interrupt));
        loops.clear();
    }
}
