package dev.jong.scheduler.queue;

import dev.jong.foundation.Backoff;
import dev.jong.scheduler.framework.ClusterEvent;
import dev.jong.scheduler.framework.Plugin;
import dev.jong.scheduler.framework.PreEnqueue;
import dev.jong.scheduler.framework.QueueSort;
import dev.jong.scheduler.nodes.PodDemand;
import dev.jong.scheduler.queue.QueuedPod.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Pods without a node: those to try now, those that back off after a failure, and those that wait
/// for something to happen. Scheduling thread only.
public final class SchedulingQueue {
    /// Between two tries of a Pod.
    public static final Backoff BACKOFF =
            Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private static final String FAILURE = "ScheduleAttemptFailure";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /// Is told why a Pod comes to a part of the queue, in upstream's words.
    @FunctionalInterface
    public interface Incoming {
        /// @param queue `active`, `backoff`, `unschedulable`
        void came(String queue, String event);
    }

    /// A place in a heap; void when its Pod has another by now.
    private static final class Entry {
        final QueuedPod pod;
        final Instant since;
        final long order;

        Entry(QueuedPod pod, Instant since, long order) {
            this.pod = pod;
            this.since = since;
            this.order = order;
        }
    }

    private final Function<PodDemand, List<PreEnqueue>> gates;
    private final Incoming incoming;
    private final Map<String, QueuedPod> pods = new HashMap<>();

    /// Those of them in state WAITING.
    private final Set<QueuedPod> waiting = new LinkedHashSet<>();

    private final PriorityQueue<Entry> active;
    private final PriorityQueue<Entry> backingOff =
            new PriorityQueue<>((a, b) -> a.pod.backoffUntil.compareTo(b.pod.backoffUntil));
    private long order;

    /// An empty queue.
    ///
    /// @param gates what may keep a Pod from being tried
    /// @param incoming is told of each Pod that comes to a part of the queue
    public SchedulingQueue(
            QueueSort sort, Function<PodDemand, List<PreEnqueue>> gates, Incoming incoming) {
        this.incoming = incoming;
        this.gates = gates;
        this.active =
                new PriorityQueue<>((a, b) -> {
                    var wanted = sort.compare(a.pod.demand(), a.since, b.pod.demand(), b.since);
                    return wanted != 0 ? wanted : Long.compare(a.order, b.order);
                });
    }

    /// Takes in a Pod that is new or has changed.
    ///
    /// @param helps whether the change may let it pass where it failed before
    public void put(PodDemand pod, boolean helps, Instant now) {
        var known = pods.get(pod.uid());
        if (known == null) {
            var fresh = new QueuedPod(pod, now);
            pods.put(pod.uid(), fresh);
            activate(fresh, now, "UnschedulablePodAdd");
            return;
        }
        known.demand(pod);
        switch (known.state) {
            case GATED -> activate(known, now, "UnschedulablePodUpdate");
            case WAITING -> {
                if (helps) {
                    activateOrBackOff(known, now, "UnschedulablePodUpdate");
                }
            }
            case OUT, ACTIVE, BACKING_OFF -> {}
        }
    }

    public void remove(String uid) {
        var known = pods.remove(uid);
        if (known != null) {
            waiting.remove(known);
            known.state = State.OUT;
            known.entry = null;
        }
    }

    public Optional<QueuedPod> find(String uid) {
        return Optional.ofNullable(pods.get(uid));
    }

    /// The Pod to try next, if there is one now. When nobody else waits, one that backs off is
    /// tried early.
    public Optional<QueuedPod> next(Instant now) {
        for (var entry = backingOff.peek();
                entry != null && due(entry, now);
                entry = backingOff.peek()) {
            backingOff.poll();
            if (entry.pod.entry == entry) {
                activate(entry.pod, now, "BackoffComplete");
            }
        }
        var entry = poll(active);
        if (entry == null && !backingOff.isEmpty()) {
            var first = backingOff.peek();
            if (first != null && (first.pod.entry != first || !first.pod.failedByError)) {
                entry = poll(backingOff);
                if (entry != null) {
                    incoming.came("active", "PopFromBackoffQ");
                }
            }
        }
        if (entry == null) {
            return Optional.empty();
        }
        entry.pod.state = State.OUT;
        entry.pod.entry = null;
        entry.pod.tried();
        return Optional.of(entry.pod);
    }

    private static boolean due(Entry entry, Instant now) {
        return entry.pod.entry != entry || !entry.pod.backoffUntil.isAfter(now);
    }

    private static @Nullable Entry poll(PriorityQueue<Entry> heap) {
        for (var entry = heap.poll(); entry != null; entry = heap.poll()) {
            if (entry.pod.entry == entry) {
                return entry;
            }
        }
        return null;
    }

    /// When [#next] may have something again by itself.
    public Optional<Instant> nextDue() {
        return Optional.ofNullable(backingOff.peek()).map(entry -> entry.pod.backoffUntil);
    }

    /// Takes back a Pod that fits nowhere; it waits for news that may help.
    ///
    /// @param refusers whose hints decide
    public void refused(QueuedPod pod, Set<Plugin> refusers, Instant now) {
        if (pods.get(pod.demand().uid()) != pod) {
            return;
        }
        pod.refusers = Set.copyOf(refusers);
        pod.failedByError = false;
        pod.waitsSince = now;
        pod.backoffUntil = now.plus(BACKOFF.delay(pod.attempts()));
        pod.state = State.WAITING;
        waiting.add(pod);
        incoming.came("unschedulable", FAILURE);
        pod.entry = null;
    }

    /// Takes back a Pod whose attempt failed through no fault of its own.
    public void failed(QueuedPod pod, Instant now) {
        if (pods.get(pod.demand().uid()) != pod) {
            return;
        }
        pod.refusers = Set.of();
        pod.failedByError = true;
        pod.backoffUntil = now.plus(BACKOFF.delay(pod.attempts()));
        backOff(pod, FAILURE);
    }

    /// Tries again whom this may help.
    public void happened(ClusterEvent event, Instant now) {
        if (waiting.isEmpty()) {
            return;
        }
        for (var pod : List.copyOf(waiting)) {
            if (helps(event, pod)) {
                activateOrBackOff(pod, now, event.label());
            }
        }
    }

    private static boolean helps(ClusterEvent event, QueuedPod pod) {
        if (pod.refusers.isEmpty()) {
            return true;
        }
        for (var plugin : pod.refusers) {
            if (plugin.worthTrying(event, pod.demand())) {
                return true;
            }
        }
        return false;
    }

    /// Tries again who has waited long, in case a hint was wrong.
    public void flush(Instant now) {
        for (var pod : List.copyOf(waiting)) {
            if (!pod.waitsSince.plus(LONGEST_WAIT).isAfter(now)) {
                activateOrBackOff(pod, now, "UnschedulableTimeout");
            }
        }
    }

    /// How many Pods are in each part, by upstream's metric label.
    public Map<String, Long> sizes() {
        var sizes =
                new HashMap<String, Long>(
                        Map.of("active", 0L, "backoff", 0L, "unschedulable", 0L, "gated", 0L));
        for (var pod : pods.values()) {
            switch (pod.state) {
                case ACTIVE -> sizes.merge("active", 1L, Long::sum);
                case BACKING_OFF -> sizes.merge("backoff", 1L, Long::sum);
                case WAITING -> sizes.merge("unschedulable", 1L, Long::sum);
                case GATED -> sizes.merge("gated", 1L, Long::sum);
                case OUT -> {}
            }
        }
        return sizes;
    }

    private void activateOrBackOff(QueuedPod pod, Instant now, String event) {
        waiting.remove(pod);
        if (pod.backoffUntil.isAfter(now)) {
            backOff(pod, event);
        } else {
            activate(pod, now, event);
        }
    }

    private void backOff(QueuedPod pod, String event) {
        var entry = new Entry(pod, pod.since, order++);
        pod.entry = entry;
        pod.state = State.BACKING_OFF;
        backingOff.add(entry);
        incoming.came("backoff", event);
    }

    private void activate(QueuedPod pod, Instant now, String event) {
        for (var gate : gates.apply(pod.demand())) {
            if (!gate.preEnqueue(pod.demand()).fits()) {
                pod.state = State.GATED;
                pod.entry = null;
                return;
            }
        }
        pod.since = now;
        var entry = new Entry(pod, now, order++);
        pod.entry = entry;
        pod.state = State.ACTIVE;
        active.add(entry);
        incoming.came("active", event);
    }
}
