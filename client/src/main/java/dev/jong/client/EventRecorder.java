package dev.jong.client;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Event;
import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.errors.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells what happened to an object, as Events that `kubectl describe` shows.
///
/// Never blocks and never fails: Events are written by a thread of their own, equal ones are
/// counted, similar ones combined, and what comes too fast is dropped.
public final class EventRecorder implements AutoCloseable {
    public static final String NORMAL = "Normal";
    public static final String WARNING = "Warning";

    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
    private static final int QUEUE = 1000;

    private final ResourceClient<Event> events;
    private final EventCorrelator correlator;
    private final String component;
    private final String instance;
    private final InstantSource clock;
    private final BlockingQueue<Sighting> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;

    /// @param action what was tried, "" for Events of the old form (with counts instead of series)
    record Sighting(
            ObjectReference about,
            String type,
            String reason,
            String action,
            String message,
            Instant at) {}

    /// A recorder for one component.
    ///
    /// @param component who reports: `kubelet`, `deployment-controller`
    /// @param instance the node's or process' name, "" for none
    public EventRecorder(Client client, String component, String instance, InstantSource clock) {
        this.events = client.resources(Event.KIND);
        this.correlator = new EventCorrelator(component, instance);
        this.component = component;
        this.instance = instance;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("events-" + component).start(this::write);
    }

    public EventRecorder(Client client, String component, InstantSource clock) {
        this(client, component, "", clock);
    }

    public void normal(KubernetesObject about, String reason, String message) {
        record(reference(about), NORMAL, reason, "", message);
    }

    public void warning(KubernetesObject about, String reason, String message) {
        record(reference(about), WARNING, reason, "", message);
    }

    /// Tells of something that happened.
    ///
    /// @param action what was tried (`Binding`, `Scheduling`): makes an Event of the new form; ""
    ///   one of the old
    public void record(
            ObjectReference about, String type, String reason, String action, String message) {
        var sighting = new Sighting(about, type, reason, action, message, clock.instant());
        if (!waiting.offer(sighting)) {
            log.atWarn()
                    .addKeyValue("component", component)
                    .addKeyValue("reason", reason)
                    .log("Dropped an Event");
        }
    }

    /// How an Event names the object it is about.
    public static ObjectReference reference(KubernetesObject object) {
        var metadata = object.metadata();
        return ObjectReference.builder()
                .apiVersion(object.kind().apiVersion())
                .kind(object.kind().name())
                .namespace(metadata.namespace())
                .name(metadata.name())
                .uid(metadata.uid())
                .resourceVersion(metadata.resourceVersion())
                .build();
    }

    private void write() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                write(waiting.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Sighting sighting) {
        try {
            switch (correlator.correlate(sighting)) {
                case EventCorrelator.Drop() -> {}
                case EventCorrelator.Create(Event event) ->
                        correlator.written(sighting, create(event));
                case EventCorrelator.Repeat(Event known, Patch patch) ->
                        repeat(sighting, known, patch);
            }
        } catch (ApiException | ClientException e) {
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("reporter", component + "/" + instance)
                    .addKeyValue("reason", sighting.reason())
                    .log("Could not write an Event");
        }
    }

    private void repeat(Sighting sighting, Event known, Patch patch) {
        var namespace = known.metadata().namespace();
        var name = Objects.requireNonNullElse(known.metadata().name(), "");
        try {
            correlator.written(sighting, events.inNamespace(namespace).patch(name, patch));
        } catch (ApiException e) {
            if (e.code() != 404) {
                throw e;
            }
            correlator.written(sighting, create(correlator.fresh(sighting)));
        }
    }

    private Event create(Event event) {
        return events.inNamespace(event.metadata().namespace()).create(event);
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
