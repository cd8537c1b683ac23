package dev.jong.kubelet.eviction;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.PodConditions;
import dev.jong.kubelet.pod.Failure;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.settings.KubeletSettings;
import dev.jong.kubelet.settings.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every ten seconds whether the node runs short of something. If it does, the Node's
/// conditions say so, unused images go, and then one Pod after the other.
public final class Evictions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Evictions.class);
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration IMAGE_ROUND = Duration.ofMinutes(5);

    /// How long a Pod that leaves is waited for, before the next one has to.
    private static final Duration CLEAN_UP = Duration.ofSeconds(30);

    private final KubeletSettings settings;
    private final Supplier<Map<Signal, Reading>> readings;
    private final Function<List<Pod>, List<PodUsage>> usage;
    private final ImageCollection images;
    private final Node node;
    private final InstantSource clock;
    private volatile Pressure pressure = Pressure.NONE;
    private Instant imagesDue;
    private @Nullable Leaving leaving;
    private @Nullable Thread thread;

    private record Leaving(String uid, Instant until) {}

    /// What the node does for this.
    public interface Node {
        List<Pod> pods();

        /// Ends a Pod at once and for good.
        void evict(Pod pod, Failure why);

        /// Writes an Event about the Node.
        void warn(String reason, String message);

        /// The conditions are others now.
        void pressureChanged();
    }

    Evictions(
            KubeletSettings settings,
            Supplier<Map<Signal, Reading>> readings,
            Function<List<Pod>, List<PodUsage>> usage,
            ImageCollection images,
            Node node,
            InstantSource clock) {
        this.settings = settings;
        this.readings = readings;
        this.usage = usage;
        this.images = images;
        this.node = node;
        this.clock = clock;
        this.imagesDue = clock.instant().plus(IMAGE_ROUND);
    }

    /// Of a real machine.
    ///
    /// @param root the kubelet's folder
    /// @param logs Pods' logs
    public static Evictions ofMachine(
            KubeletSettings settings,
            Runtime runtime,
            Path root,
            Path logs,
            Node node,
            InstantSource clock) {
        return new Evictions(
                settings,
                new NodeReadings(root, () -> runtime.imageFolder().orElse(root)),
                new UsageMeter(runtime, root, logs),
                new ImageCollection(settings.images(), runtime, clock),
                node,
                clock);
    }

    public Evictions start() {
        thread = Thread.ofVirtual().name("evictions").start(this::run);
        return this;
    }

    /// Those of the Node's conditions that are True: `MemoryPressure`, `DiskPressure`,
    /// `PIDPressure`.
    public Set<String> conditions() {
        return pressure.conditions();
    }

    private void run() {
        while (true) {
            try {
                round();
            } catch (RuntimeFailure e) {
                log.atWarn().log("Could not look at what the node has left: {}", e.getMessage());
            }
            try {
                Thread.sleep(ROUND);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// Looks once.
    void round() {
        var now = clock.instant();
        var seen = readings.get();
        collectImages(seen, now);
        var low = Reading.tooLow(seen, settings.eviction().hard());
        var before = pressure.conditions();
        pressure = pressure.next(low, now, settings.eviction().transition());
        if (!before.equals(pressure.conditions())) {
            node.pressureChanged();
        }
        if (!low.isEmpty() && !awaitsLeaving(now)) {
            relieve(low.iterator().next(), seen, now);
        }
    }

    private void collectImages(Map<Signal, Reading> seen, Instant now) {
        var disk = seen.get(Signal.IMAGEFS_AVAILABLE);
        if (disk == null || now.isBefore(imagesDue)) {
            return;
        }
        imagesDue = now.plus(IMAGE_ROUND);
        var trouble = images.collect(disk);
        if (!trouble.isEmpty()) {
            node.warn("FreeDiskSpaceFailed", trouble);
        }
    }

    private boolean awaitsLeaving(Instant now) {
        var one = leaving;
        return one != null
                && now.isBefore(one.until)
                && node.pods().stream()
                        .anyMatch(pod ->
                                one.uid.equals(pod.metadata().uid())
                                        && !PodConditions.isFinished(pod));
    }

    private void relieve(Signal signal, Map<Signal, Reading> seen, Instant now) {
        node.warn("EvictionThresholdMet", "Attempting to reclaim " + signal.resource());
        if (signal.condition().equals("DiskPressure")
                && images.deleteAllUnused() > 0
                && !Reading.tooLow(readings.get(), settings.eviction().hard()).contains(signal)) {
            return;
        }
        var running = node.pods().stream().filter(pod -> !PodConditions.isFinished(pod)).toList();
        var first = Ranking.of(signal, usage.apply(running)).stream().findFirst();
        var threshold = settings.eviction().hard().get(signal);
        var reading = seen.get(signal);
        if (first.isEmpty() || threshold == null || reading == null) {
            return;
        }
        var pod = first.get().pod();
        var message = Ranking.message(signal, threshold, reading, first.get());
        log.atWarn()
                .addKeyValue("pod", pod.metadata().namespace() + "/" + pod.metadata().name())
                .log(message);
        leaving = new Leaving(String.valueOf(pod.metadata().uid()), now.plus(CLEAN_UP));
        node.evict(pod, Failure.evicted(message));
    }

    @Override
    public void close() {
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
