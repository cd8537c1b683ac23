package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.probe.Prober;
import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.ContainerStatus;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.runtime.Runtime;
import dev.jong.kubelet.runtime.RuntimeFailure;
import dev.jong.kubelet.runtime.SandboxConfig;
import dev.jong.kubelet.runtime.SandboxStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Starts the containers of one Pod, one at a time: back-off, image, configuration, creation,
/// start, postStart hook. Remembers the back-off of each container. Used by the Pod's worker only.
final class ContainerStart {
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Runtime runtime;
    private final ContainerConfigs configs;
    private final ImagePulls images;
    private final Prober prober;
    private final ContainerStop stop;
    private final PodEvents events;
    private final InstantSource clock;
    private final Runnable wake;
    private final Map<String, BackOff> backOffs = new HashMap<>();

    ContainerStart(
            Runtime runtime,
            ContainerConfigs configs,
            ImagePulls images,
            Prober prober,
            PodEvents events,
            InstantSource clock,
            Runnable wake) {
        this.runtime = runtime;
        this.configs = configs;
        this.images = images;
        this.prober = prober;
        this.stop = new ContainerStop(runtime, prober, events, clock);
        this.events = events;
        this.clock = clock;
        this.wake = wake;
    }

    /// What came of a try.
    sealed interface Result {
        record Started() implements Result {}

        /// The image is on its way; the worker is woken when it is there.
        record Pulling() implements Result {}

        /// @param again when to try again
        record NotYet(Waiting why, Instant again) implements Result {}
    }

    /// @param hooksAllowed asked before the postStart hook; false where the Pod is to stop
    Result start(
            Pod pod,
            PodContainer container,
            PodView view,
            SandboxStatus sandbox,
            SandboxConfig config,
            BooleanSupplier hooksAllowed) {
        var last = view.latest(container.name());
        var held = heldBack(pod, container, last);
        if (held != null) {
            return held;
        }
        return switch (images.ensure(pod, container, wake)) {
            case ImagePulls.Answer.Pulling() -> new Result.Pulling();
            case ImagePulls.Answer.Failed(var reason, var message, var again) ->
                    new Result.NotYet(new Waiting(reason, message), again);
            case ImagePulls.Answer.Present(var image) -> {
                countRestart(container, last);
                yield create(pod, container, view, sandbox, config, image, hooksAllowed);
            }
        };
    }

    private @Nullable Result heldBack(
            Pod pod, PodContainer container, @Nullable ContainerStatus last) {
        if (last == null || !last.exited() || last.finishedAt() == null) {
            return null;
        }
        var state = backOffs.get(container.name());
        var due = BackOff.due(state, last.finishedAt());
        if (state == null || !clock.instant().isBefore(due)) {
            return null;
        }
        var words = PodKey.words(PodKey.of(pod));
        events.about(
                pod,
                container,
                true,
                "BackOff",
                "Back-off restarting failed container " + container.name() + " in pod " + words);
        var message =
                "back-off "
                        + GoDurations.of(state.delay())
                        + " restarting failed container="
                        + container.name()
                        + " pod="
                        + words;
        return new Result.NotYet(new Waiting("CrashLoopBackOff", message), due);
    }

    private void countRestart(PodContainer container, @Nullable ContainerStatus last) {
        var finished = last != null && last.exited() ? last.finishedAt() : null;
        if (finished != null) {
            backOffs.compute(
                    container.name(),
                    (_, before) -> BackOff.next(before, finished, clock.instant()));
        }
    }

    private Result create(
            Pod pod,
            PodContainer container,
            PodView view,
            SandboxStatus sandbox,
            SandboxConfig sandboxConfig,
            Image image,
            BooleanSupplier hooksAllowed) {
        var last = view.latest(container.name());
        int attempt = last == null ? toldRestarts(pod, container) : last.attempt() + 1;
        ContainerConfig config;
        try {
            config =
                    configs.of(
                            pod,
                            container,
                            attempt,
                            image,
                            sandbox.addresses(),
                            target(view, container));
        } catch (ConfigFailure e) {
            return failed(pod, container, "CreateContainerConfigError", e.getMessage());
        }
        String id;
        try {
            id = runtime.createContainer(sandbox.sandbox().id(), config, sandboxConfig);
        } catch (RuntimeFailure e) {
            return failed(pod, container, "CreateContainerError", plain(e));
        }
        events.about(pod, container, false, "Created", "Container created");
        try {
            runtime.startContainer(id);
        } catch (RuntimeFailure e) {
            return failed(pod, container, "RunContainerError", plain(e));
        }
        events.about(pod, container, false, "Started", "Container started");
        forgetOldRuns(view, container);
        return afterStart(pod, container, id, sandbox, hooksAllowed);
    }

    /// So that the count does not begin anew where the runtime has lost the earlier runs.
    private static int toldRestarts(Pod pod, PodContainer container) {
        return pod.status().containerStatuses().stream()
                .filter(each -> each.name().equals(container.name()) && each.containerId() != null)
                .findFirst()
                .map(each -> each.restartCount() + 1)
                .orElse(0);
    }

    private static String target(PodView view, PodContainer container) {
        var target = container.target().isEmpty() ? null : view.latest(container.target());
        return target == null ? "" : target.id();
    }

    private Result failed(Pod pod, PodContainer container, String reason, String message) {
        events.about(pod, container, true, "Failed", "Error: " + message);
        return new Result.NotYet(new Waiting(reason, message), clock.instant().plus(RETRY));
    }

    /// Without gRPC's own words, as upstream shows it.
    private static String plain(RuntimeFailure e) {
        var text = e.getMessage();
        int at = text.indexOf(" desc = ");
        return text.startsWith("rpc error:") && at > 0 ? text.substring(at + 8) : text;
    }

    /// Of ended runs the newest is kept, for its log and its exit code.
    private void forgetOldRuns(PodView view, PodContainer container) {
        var runs = view.containers().getOrDefault(container.name(), java.util.List.of());
        runs.stream()
                .skip(1)
                .filter(ContainerStatus::exited)
                .forEach(run -> runtime.removeContainer(run.id()));
    }

    private Result afterStart(
            Pod pod,
            PodContainer container,
            String id,
            SandboxStatus sandbox,
            BooleanSupplier hooksAllowed) {
        var lifecycle = container.spec().lifecycle();
        var hook = lifecycle == null ? null : lifecycle.postStart();
        if (hook == null || !hooksAllowed.getAsBoolean()) {
            return new Result.Started();
        }
        var address = sandbox.addresses().stream().findFirst().orElse("");
        var problem =
                prober.hook(
                        hook,
                        new Prober.Subject(id, container.spec(), address),
                        PodKey.words(PodKey.of(pod)));
        if (problem.isEmpty() || !hooksAllowed.getAsBoolean()) {
            return new Result.Started();
        }
        events.about(pod, container, true, "FailedPostStartHook", "PostStartHook failed");
        var run =
                PodView.of(java.util.List.of(), runtime.containersOf(PodKey.of(pod).uid()))
                        .latest(container.name());
        if (run != null) {
            var seconds = pod.spec().terminationGracePeriodSeconds();
            var due = clock.instant().plusSeconds(seconds == null ? 30 : seconds);
            stop.stop(pod, container, run, address, "FailedPostStartHook", due);
        }
        return new Result.NotYet(new Waiting("PostStartHookError", problem), clock.instant());
    }
}
