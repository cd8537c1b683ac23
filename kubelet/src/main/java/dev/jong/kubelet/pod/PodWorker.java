package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.kubelet.probe.Prober;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.runtime.SandboxConfig.Dns;
import dev.jong.kubelet.volume.VolumeFailure;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one Pod on its node: a thread of its own that reads news, moves along [PodPhase]'s
/// table, asks [PodPlan] what is needed and does it, and tells the API how it stands.
public final class PodWorker {
    private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration USUAL_GRACE = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Parts parts;
    private final Runnable gone;
    private final BlockingQueue<PodNews> news = new LinkedBlockingQueue<>();
    private final PodProbes probes;
    private final ContainerStart starts;
    private final ContainerStop stops;
    private final PodPictures pictures;
    private final PodKills kills;
    private final PodResize resize;
    private final FilesUpkeep upkeep;
    private final InterruptibleSection hooks = new InterruptibleSection();
    private final Map<String, Waiting> waiting = new HashMap<>();

    private volatile Pod pod;
    private PodPhase phase = new PodPhase.Active();
    private @Nullable Failure failure;
    private @Nullable PodStop stopping;
    private final Instant startTime;
    private Instant nextLook = Instant.MAX;
    private int failures;
    private boolean released;
    private boolean deletionSent;
    private volatile @Nullable Thread thread;
    private volatile boolean abandoned;

    /// What every worker of a node shares.
    ///
    /// @param started when this kubelet began
    /// @param nodesDns the node's own resolver
    /// @param room whether the node has what a Pod wants to be resized to
    public record Parts(
            Runtime runtime,
            NodeFacts node,
            PodFiles files,
            ContainerConfigs configs,
            ImagePulls images,
            Prober prober,
            PodEvents events,
            StatusSink sink,
            InstantSource clock,
            Instant started,
            Supplier<Dns> nodesDns,
            String runtimeName,
            PodResize.Room room) {}

    /// @param gone called at the very end
    public PodWorker(Pod pod, Parts parts, Runnable gone) {
        this.pod = pod;
        this.parts = parts;
        this.gone = gone;
        this.startTime = parts.clock().instant();
        this.probes =
                new PodProbes(
                        parts.prober(), parts.events(), parts.clock(), parts.started(), this::look);
        this.stops =
                new ContainerStop(parts.runtime(), parts.prober(), parts.events(), parts.clock());
        this.starts =
                new ContainerStart(
                        parts.runtime(),
                        parts.configs(),
                        parts.images(),
                        parts.prober(),
                        parts.events(),
                        parts.clock(),
                        this::look);
        this.pictures = new PodPictures(parts.runtime(), parts.files(), parts.node());
        this.kills = new PodKills(parts, stops, pictures, this::look);
        this.resize = new PodResize(parts, pod);
        this.upkeep = new FilesUpkeep(parts);
    }

    public void start() {
        if (pod.metadata().deletionTimestamp() != null) {
            news.add(new PodNews.Updated(pod));
        }
        thread =
                Thread.ofVirtual()
                        .name("pod-" + PodKey.text(pod.metadata().name()))
                        .start(this::run);
    }

    public void update(Pod newer) {
        if (newer.metadata().deletionTimestamp() != null) {
            hooks.interrupt();
        }
        news.add(new PodNews.Updated(newer));
    }

    public void remove() {
        hooks.interrupt();
        news.add(new PodNews.Removed());
    }

    /// The Pod may not run on this node.
    public void refuse(String reason, String message) {
        news.add(new PodNews.Refused(new Failure(reason, message), grace()));
    }

    /// The Pod must leave this node at once.
    public void evict(Failure why) {
        parts.events().about(pod, true, why.reason(), why.message());
        news.add(new PodNews.Refused(why, AT_ONCE));
    }

    /// Something that its volumes show is another now.
    public void refreshFiles() {
        upkeep.hurry();
        look();
    }

    /// Ends the worker and leaves the Pod as it is.
    public void abandon() {
        abandoned = true;
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
        probes.stop();
    }

    /// Something of it may have changed in the runtime.
    public void look() {
        news.add(new PodNews.Look());
    }

    private void run() {
        news.add(new PodNews.Look());
        while (!abandoned && !(phase instanceof PodPhase.Gone)) {
            try {
                await();
                step();
                failures = 0;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeFailure | UncheckedIOException | VolumeFailure e) {
                tryLater(e, null);
            } catch (RuntimeException e) {
                tryLater(e, e);
            }
        }
        if (!abandoned) {
            gone.run();
        }
    }

    /// Tries again after two seconds, then after longer and longer times up to half a minute.
    private void tryLater(RuntimeException problem, @Nullable Throwable cause) {
        failures = Math.min(failures + 1, 5);
        log.atWarn()
                .setCause(cause)
                .addKeyValue("pod", PodKey.words(PodKey.of(pod)))
                .log("Pod cannot go on: {}", problem.getMessage());
        lookAgain(parts.clock().instant().plusSeconds(1L << failures));
    }

    /// Waits for news, or until something is due, and takes in all there is.
    private void await() throws InterruptedException {
        var wait = Duration.between(parts.clock().instant(), nextLook);
        var first =
                nextLook.equals(Instant.MAX)
                        ? news.take()
                        : news.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        nextLook = Instant.MAX;
        for (var each = first; each != null; each = news.poll()) {
            take(each);
        }
    }

    private void take(PodNews each) {
        var now = parts.clock().instant();
        switch (each) {
            case PodNews.Updated(var newer) -> updated(newer, now);
            case PodNews.Removed() -> move(new PodEvent.Forgotten(now.plusSeconds(1)));
            case PodNews.Look() -> {}
            case PodNews.Stopped() -> move(new PodEvent.ContainersGone());
            case PodNews.Refused(var why, var grace) -> {
                failure = why;
                move(new PodEvent.StopAsked(now.plus(grace)));
            }
        }
    }

    private void updated(Pod newer, Instant now) {
        if (Versions.older(newer, pod)) {
            return;
        }
        boolean before = pod.metadata().deletionTimestamp() != null;
        boolean sooner =
                !Objects.equals(
                        pod.metadata().deletionGracePeriodSeconds(),
                        newer.metadata().deletionGracePeriodSeconds());
        if (!pod.metadata().labels().equals(newer.metadata().labels())
                || !pod.metadata().annotations().equals(newer.metadata().annotations())) {
            upkeep.hurry();
        }
        pod = newer;
        if (newer.metadata().deletionTimestamp() != null
                && (!before || sooner || phase instanceof PodPhase.Active)) {
            var seconds = newer.metadata().deletionGracePeriodSeconds();
            move(new PodEvent.StopAsked(now.plusSeconds(seconds == null ? 0 : seconds)));
        }
    }

    private void move(PodEvent event) {
        phase = PodPhase.next(phase, event);
    }

    private Duration grace() {
        var seconds = pod.spec().terminationGracePeriodSeconds();
        return seconds == null ? USUAL_GRACE : Duration.ofSeconds(seconds);
    }

    private void step() {
        switch (phase) {
            case PodPhase.Active() -> active();
            case PodPhase.Stopping(var due, _) -> stopping(due);
            case PodPhase.Stopped() -> stopped();
            case PodPhase.Gone() -> {}
        }
        if (phase instanceof PodPhase.Gone) {
            cleanUp();
        }
    }

    private void active() {
        if (endsNow()) {
            step();
            return;
        }
        var view = pictures.look(pod);
        probes.follow(pod, view, address(view));
        var granted = resize.grant(pod);
        var plan = PodPlan.of(granted.spec(), view, probes.probed());
        if (plan.finished()) {
            move(new PodEvent.Finished(parts.clock().instant().plus(grace())));
            step();
            return;
        }
        forgetWaits(view);
        tell(view, false);
        perform(plan, granted, view);
        if (resize.isWaiting()) {
            lookAgain(parts.clock().instant().plus(RETRY.multipliedBy(5)));
        }
    }

    /// Whether the Pod's time is over, or the API already counts it as ended.
    private boolean endsNow() {
        var now = parts.clock().instant();
        var told = PodKey.text(pod.status().phase());
        var seconds = pod.spec().activeDeadlineSeconds();
        if (told.equals("Failed") || told.equals("Succeeded")) {
            move(new PodEvent.Finished(now.plus(grace())));
            return true;
        }
        if (seconds == null) {
            return false;
        }
        var begin = pod.status().startTime() == null ? startTime : pod.status().startTime();
        var end = begin.plusSeconds(seconds);
        if (now.isBefore(end)) {
            lookAgain(end);
            return false;
        }
        failure = Failure.DEADLINE;
        parts.events().about(pod, false, Failure.DEADLINE.reason(), Failure.DEADLINE.message());
        move(new PodEvent.Finished(now.plus(grace())));
        return true;
    }

    private static String address(PodView view) {
        return view.sandbox().flatMap(each -> each.addresses().stream().findFirst()).orElse("");
    }

    /// A container that runs waits for nothing.
    private void forgetWaits(PodView view) {
        waiting.keySet()
                .removeIf(name -> {
                    var run = view.latest(name);
                    return run != null && run.running();
                });
    }

    private void perform(PodPlan plan, Pod granted, PodView view) {
        lookAgain(upkeep.keep(pod, view));
        var sandbox = new PodSandbox(parts, pod).ensure(plan, view);
        if (sandbox == null) {
            lookAgain(parts.clock().instant().plus(RETRY));
            return;
        }
        plan.kill().forEach(kill -> kill(kill, address(view)));
        var before = resize.state();
        resize.give(granted, view).forEach(kill -> kill(kill, address(view)));
        var current = plan.newSandbox() ? pictures.look(pod) : view;
        if (plan.newSandbox()) {
            tell(current, false);
        }
        for (var container : plan.start()) {
            if (!start(granted, container, current, sandbox)) {
                break;
            }
        }
        if (!plan.start().isEmpty() || !plan.kill().isEmpty() || !resize.state().equals(before)) {
            parts.runtime().refresh();
            tell(pictures.look(pod), false);
        }
    }

    /// Whether the next container may be tried too.
    private boolean start(
            Pod granted, PodContainer container, PodView view, PodSandbox.Ready sandbox) {
        if (!news.isEmpty() && news.stream().anyMatch(PodWorker::ends)) {
            return false;
        }
        var result =
                hooks.call(() ->
                        starts.start(
                                granted,
                                container,
                                view,
                                sandbox.status(),
                                sandbox.config(),
                                () -> news.stream().noneMatch(PodWorker::ends)));
        return switch (result) {
            case ContainerStart.Result.Started() -> {
                waiting.remove(container.name());
                resize.started(container.name());
                look();
                yield true;
            }
            case ContainerStart.Result.Pulling() -> false;
            case ContainerStart.Result.NotYet(var why, var again) -> {
                waiting.put(container.name(), why);
                lookAgain(again);
                yield true;
            }
        };
    }

    private static boolean ends(PodNews each) {
        return switch (each) {
            case PodNews.Updated(var newer) -> newer.metadata().deletionTimestamp() != null;
            case PodNews.Removed(), PodNews.Refused(_, _) -> true;
            case PodNews.Look(), PodNews.Stopped() -> false;
        };
    }

    private void kill(PodPlan.Kill kill, String address) {
        var due = parts.clock().instant().plus(Objects.requireNonNullElse(kill.grace(), grace()));
        kills.begin(pod, kill, address, due);
    }

    private void stopping(Instant due) {
        probes.stop();
        if (stopping == null) {
            stopping =
                    new PodStop(
                                    pod,
                                    due,
                                    parts.runtime(),
                                    stops,
                                    () -> pictures.look(pod),
                                    problem ->
                                            parts.events()
                                                    .about(
                                                            pod,
                                                            true,
                                                            "FailedKillPod",
                                                            "error killing pod: " + problem),
                                    () -> news.add(new PodNews.Stopped()))
                            .start();
        } else {
            stopping.hurry(due);
        }
        tell(pictures.look(pod), false);
    }

    private void stopped() {
        tell(pictures.look(pod), true);
        if (!released) {
            parts.files().release(PodKey.of(pod));
            released = true;
        }
        if (pod.metadata().deletionTimestamp() != null && !deletionSent) {
            deletionSent = parts.sink().delete(pod);
            if (!deletionSent) {
                lookAgain(parts.clock().instant().plus(RETRY));
            }
        }
    }

    private void cleanUp() {
        probes.stop();
        PodRemoval.remove(pod, parts);
    }

    /// Tells the API how it stands, if that is news.
    private void tell(PodView view, boolean terminal) {
        switch (parts.sink().write(pod, newest -> statusOf(newest, view, terminal))) {
            case StatusSink.Written.Now(var newer) when Versions.older(newer, pod) -> {}
            case StatusSink.Written.Now(var newer) when deletedNow(newer) ->
                    news.add(new PodNews.Updated(newer));
            case StatusSink.Written.Now(var newer) -> pod = newer;
            case StatusSink.Written.Gone() ->
                    lookAgain(parts.clock().instant().plus(RETRY.multipliedBy(5)));
            case StatusSink.Written.Later() -> lookAgain(parts.clock().instant().plus(RETRY));
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

    private void lookAgain(Instant when) {
        if (when.isBefore(nextLook)) {
            nextLook = when;
        }
    }

    /// For the kubelet's server.
    public Pod pod() {
        return pod;
    }

    /// With what it was granted of the node instead of what it asks for.
    public Pod granted() {
        return resize.granted(pod);
    }
}
