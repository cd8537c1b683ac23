package dev.jong.scheduler;

import dev.jong.client.EventRecorder;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Diagnosis;
import dev.jong.scheduler.framework.PreEnqueue;
import dev.jong.scheduler.framework.Profile;
import dev.jong.scheduler.framework.QueueSort;
import dev.jong.scheduler.framework.Reserve;
import dev.jong.scheduler.framework.WaitingPods;
import dev.jong.scheduler.nodes.Nodes;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.queue.QueuedPod;
import dev.jong.scheduler.queue.SchedulingQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that knows nodes and queue: it takes in news, places a Pod, assumes it there and
/// lets others carry it to the API server.
final class SchedulingLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulingLoop.class);
    private static final Duration FLUSH_EVERY = Duration.ofSeconds(30);
    private static final int PODS_BETWEEN_NEWS = 16;

    final Nodes nodes;
    final Nominations nominations = new Nominations();
    final SchedulingQueue queue;
    private final Mailbox mailbox = new Mailbox();
    private final Profile profile;
    private final Placer placer;
    private final List<Reserve> reserves;
    private final Bindings bindings;
    private final Failures failures;
    private final Evictor evictor;
    private final EventRecorder events;
    private final InstantSource clock;
    private final SchedulerMetrics metrics;
    private final ExtensionPoints points;
    private final Thread thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
    private Instant flushed;

    /// How it reaches the outside.
    record Reach(Failures failures, Evictor evictor, EventRecorder events) {}

    SchedulingLoop(Nodes nodes, Profile profile, Reach reach, SchedulerOptions options) {
        this.nodes = nodes;
        this.profile = profile;
        this.metrics = new SchedulerMetrics(options.metrics());
        this.points = new ExtensionPoints(options.metrics(), profile.schedulerName());
        this.placer = new Placer(profile, nodes, nominations, options.random(), points);
        this.reserves = profile.at(Reserve.class);
        var gates = profile.at(PreEnqueue.class);
        this.queue =
                new SchedulingQueue(
                        profile.at(QueueSort.class).getFirst(), _ -> gates, metrics::came);
        this.bindings = new Bindings(options.parallelBindings(), new WaitingPods(), points);
        this.failures = reach.failures;
        this.evictor = reach.evictor;
        this.events = reach.events;
        this.clock = options.clock();
        this.flushed = clock.instant();
    }

    void start() {
        thread.start();
    }

    /// Has the scheduling thread do this.
    void post(Runnable action) {
        mailbox.post(action);
    }

    Instant now() {
        return clock.instant();
    }

    /// Tells waiting Pods.
    void happened(ClusterEvent event) {
        queue.happened(event, clock.instant());
    }

    private void run() {
        try {
            while (true) {
                takeNews();
                for (var n = 0; n < PODS_BETWEEN_NEWS; n++) {
                    var pod = queue.next(clock.instant());
                    if (pod.isEmpty()) {
                        break;
                    }
                    attempt(pod.get());
                    idle = false;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean idle = true;

    private void takeNews() throws InterruptedException {
        var now = clock.instant();
        var patience =
                idle
                        ? queue.nextDue().map(due -> Duration.between(now, due)).orElse(FLUSH_EVERY)
                        : Duration.ZERO;
        idle = true;
        for (var action :
                mailbox.take(patience.compareTo(FLUSH_EVERY) > 0 ? FLUSH_EVERY : patience)) {
            try {
                action.run();
            } catch (RuntimeException defect) {
                LOG.atError().setCause(defect).log("The scheduler could not take in a change");
            }
        }
        if (!flushed.plus(FLUSH_EVERY).isAfter(now)) {
            flushed = now;
            queue.flush(now);
        }
        metrics.pending(queue);
    }

    private void attempt(QueuedPod queued) throws InterruptedException {
        var began = System.nanoTime();
        var pod = queued.demand();
        if (pod.pod().metadata().deletionTimestamp() != null) {
            events.record(
                    EventRecorder.reference(pod.pod()),
                    EventRecorder.WARNING,
                    "FailedScheduling",
                    "Scheduling",
                    "skip schedule deleting pod: " + pod.key());
            return;
        }
        try {
            switch (placer.place(pod)) {
                case Placement.On(var node) -> {
                    assume(queued, node.name());
                    metrics.attempted("scheduled", profile, began);
                }
                case Placement.Nowhere(var diagnosis, var keep) -> {
                    metrics.lookedForVictims();
                    if (!keep) {
                        nominations.remove(pod.uid());
                    }
                    refuse(
                            queued,
                            diagnosis,
                            keep
                                    ? new Failures.Nomination.Keep()
                                    : new Failures.Nomination.Clear());
                    metrics.attempted("unschedulable", profile, began);
                }
                case Placement.AfterEviction(var diagnosis, var node, var victims) -> {
                    nominations.put(pod, node.name());
                    evictor.evict(pod, node.name(), victims);
                    metrics.lookedForVictims();
                    metrics.evicted(victims.size());
                    refuse(queued, diagnosis, new Failures.Nomination.To(node.name()));
                    metrics.attempted("unschedulable", profile, began);
                }
            }
        } catch (RuntimeException defect) {
            LOG.atError()
                    .addKeyValue("pod", pod.key())
                    .setCause(defect)
                    .log("Could not try to place a Pod");
            queue.failed(queued, clock.instant());
            failures.report(
                    pod.pod(), "SchedulerError", defect.toString(), new Failures.Nomination.Keep());
            metrics.attempted("error", profile, began);
        }
    }

    private void refuse(QueuedPod queued, Diagnosis diagnosis, Failures.Nomination nomination) {
        queue.refused(queued, diagnosis.refusers(), clock.instant());
        failures.report(queued.demand().pod(), "Unschedulable", diagnosis.message(), nomination);
    }

    private void assume(QueuedPod queued, String node) throws InterruptedException {
        var pod = queued.demand();
        long start = System.nanoTime();
        for (var plugin : reserves) {
            var verdict = plugin.reserve(pod, node);
            if (!verdict.fits()) {
                points.passed("Reserve", false, start);
                reserves.forEach(each -> each.unreserve(pod, node));
                queue.failed(queued, clock.instant());
                failures.report(
                        pod.pod(),
                        "Unschedulable",
                        verdict.message(),
                        new Failures.Nomination.Keep());
                return;
            }
        }
        points.passed("Reserve", true, start);
        nodes.place(pod, node, true);
        nominations.remove(pod.uid());
        bindings.begin(profile, pod, node, new Outcome(queued));
    }

    private final class Outcome implements Bindings.Done {
        private final QueuedPod queued;

        Outcome(QueuedPod queued) {
            this.queued = queued;
        }

        @Override
        public void bound(PodDemand pod, String node) {
            events.record(
                    EventRecorder.reference(pod.pod()),
                    EventRecorder.NORMAL,
                    "Scheduled",
                    "Binding",
                    "Successfully assigned " + pod.key() + " to " + node);
            metrics.bound(queued, Duration.between(queued.arrived(), clock.instant()));
        }

        @Override
        public void failed(PodDemand pod, String node, String message, boolean refused) {
            post(() -> {
                var placed = nodes.placed(pod.uid());
                reserves.forEach(each -> each.unreserve(pod, node));
                if (placed == null || !placed.assumed()) {
                    return; // it has come to a node after all, or is gone
                }
                nodes.unplace(pod.uid());
                var view = nodes.find(node);
                queue.failed(queued, clock.instant());
                if (view != null) {
                    happened(new ClusterEvent.PodGone(pod, view));
                }
                failures.report(
                        pod.pod(),
                        refused ? "Unschedulable" : "SchedulerError",
                        message,
                        new Failures.Nomination.Keep());
            });
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
