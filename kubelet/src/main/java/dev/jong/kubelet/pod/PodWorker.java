package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.probe.Prober;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.runtime.SandboxConfig.Dns;
import dev.jong.kubelet.volume.VolumeFailure;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
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

    private final Parts parts;
    private final Runnable gone;
    private final PodAgenda agenda;
    private final PodProbes probes;
    private final ContainerStop stops;
    private final PodPictures pictures;
    private final PodResize resize;
    private final PodReport report;
    private final PlanWork work;

    private PodPhase phase = new PodPhase.Active();
    private @Nullable PodStop stopping;
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
        this.parts = parts;
        this.gone = gone;
        this.agenda = new PodAgenda(parts.clock());
        this.probes =
                new PodProbes(
                        parts.prober(), parts.events(), parts.clock(), parts.started(), this::look);
        this.stops =
                new ContainerStop(parts.runtime(), parts.prober(), parts.events(), parts.clock());
        this.pictures = new PodPictures(parts.runtime(), parts.files(), parts.node());
        this.resize = new PodResize(parts, pod);
        this.report = new PodReport(pod, parts, agenda, probes, resize);
        this.work = new PlanWork(parts, agenda, report, pictures, resize, stops);
    }

    public void start() {
        if (report.pod().metadata().deletionTimestamp() != null) {
            agenda.add(new PodNews.Updated(report.pod()));
        }
        thread =
                Thread.ofVirtual()
                        .name("pod-" + PodKey.text(report.pod().metadata().name()))
                        .start(this::run);
    }

    public void update(Pod newer) {
        if (newer.metadata().deletionTimestamp() != null) {
            work.interruptHooks();
        }
        agenda.add(new PodNews.Updated(newer));
    }

    public void remove() {
        work.interruptHooks();
        agenda.add(new PodNews.Removed());
    }

    /// The Pod may not run on this node.
    public void refuse(String reason, String message) {
        agenda.add(new PodNews.Refused(new Failure(reason, message), grace(report.pod())));
    }

    /// The Pod must leave this node at once.
    public void evict(Failure why) {
        parts.events().about(report.pod(), true, why.reason(), why.message());
        agenda.add(new PodNews.Refused(why, AT_ONCE));
    }

    /// Something that its volumes show is another now.
    public void refreshFiles() {
        work.hurryFiles();
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
        agenda.look();
    }

    private void run() {
        agenda.look();
        while (!abandoned && !(phase instanceof PodPhase.Gone)) {
            try {
                agenda.await(this::take);
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
                .addKeyValue("pod", PodKey.words(PodKey.of(report.pod())))
                .log("Pod cannot go on: {}", problem.getMessage());
        agenda.lookAgain(parts.clock().instant().plusSeconds(1L << failures));
    }

    private void take(PodNews each) {
        var now = parts.clock().instant();
        switch (each) {
            case PodNews.Updated(var newer) -> updated(newer, now);
            case PodNews.Removed() -> move(new PodEvent.Forgotten(now.plusSeconds(1)));
            case PodNews.Look() -> {}
            case PodNews.Stopped() -> move(new PodEvent.ContainersGone());
            case PodNews.Refused(var why, var grace) -> {
                report.fail(why);
                move(new PodEvent.StopAsked(now.plus(grace)));
            }
        }
    }

    private void updated(Pod newer, Instant now) {
        var pod = report.pod();
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
            work.hurryFiles();
        }
        report.update(newer);
        if (newer.metadata().deletionTimestamp() != null
                && (!before || sooner || phase instanceof PodPhase.Active)) {
            var seconds = newer.metadata().deletionGracePeriodSeconds();
            move(new PodEvent.StopAsked(now.plusSeconds(seconds == null ? 0 : seconds)));
        }
    }

    private void move(PodEvent event) {
        phase = PodPhase.next(phase, event);
    }

    /// How long its containers have to end.
    static Duration grace(Pod pod) {
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
        var view = pictures.look(report.pod());
        probes.follow(report.pod(), view, view.address());
        var granted = resize.grant(report.pod());
        var plan = PodPlan.of(granted.spec(), view, probes.probed());
        if (plan.finished()) {
            move(new PodEvent.Finished(parts.clock().instant().plus(grace(report.pod()))));
            step();
            return;
        }
        report.forgetWaits(view);
        report.tell(view, false);
        work.perform(plan, granted, view);
        if (resize.isWaiting()) {
            agenda.retryLater();
        }
    }

    /// Whether the Pod's time is over, or the API already counts it as ended.
    private boolean endsNow() {
        var now = parts.clock().instant();
        var told = PodKey.text(report.pod().status().phase());
        var seconds = report.pod().spec().activeDeadlineSeconds();
        if (told.equals("Failed") || told.equals("Succeeded")) {
            move(new PodEvent.Finished(now.plus(grace(report.pod()))));
            return true;
        }
        if (seconds == null) {
            return false;
        }
        var end = report.startTime().plusSeconds(seconds);
        if (now.isBefore(end)) {
            agenda.lookAgain(end);
            return false;
        }
        report.fail(Failure.DEADLINE);
        parts.events()
                .about(report.pod(), false, Failure.DEADLINE.reason(), Failure.DEADLINE.message());
        move(new PodEvent.Finished(now.plus(grace(report.pod()))));
        return true;
    }

    private void stopping(Instant due) {
        probes.stop();
        if (stopping == null) {
            stopping =
                    new PodStop(
                                    report.pod(),
                                    due,
                                    parts.runtime(),
                                    stops,
                                    () -> pictures.look(report.pod()),
                                    problem ->
                                            parts.events()
                                                    .about(
                                                            report.pod(),
                                                            true,
                                                            "FailedKillPod",
                                                            "error killing pod: " + problem),
                                    () -> agenda.add(new PodNews.Stopped()))
                            .start();
        } else {
            stopping.hurry(due);
        }
        report.tell(pictures.look(report.pod()), false);
    }

    private void stopped() {
        report.tell(pictures.look(report.pod()), true);
        if (!released) {
            parts.files().release(PodKey.of(report.pod()));
            released = true;
        }
        if (report.pod().metadata().deletionTimestamp() != null && !deletionSent) {
            deletionSent = parts.sink().delete(report.pod());
            if (!deletionSent) {
                agenda.retry();
            }
        }
    }

    private void cleanUp() {
        probes.stop();
        PodRemoval.remove(report.pod(), parts);
    }

    /// For the kubelet's server.
    public Pod pod() {
        return report.pod();
    }

    /// With what it was granted of the node instead of what it asks for.
    public Pod granted() {
        return resize.granted(report.pod());
    }
}
