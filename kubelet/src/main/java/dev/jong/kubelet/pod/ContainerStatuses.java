package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.ContainerState;
import dev.jong.api.core.v1.ContainerStateRunning;
import dev.jong.api.core.v1.ContainerStateTerminated;
import dev.jong.api.core.v1.ContainerStateWaiting;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.ContainerUser;
import dev.jong.api.core.v1.LinuxContainerUser;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.ResourceRequirements;
import dev.jong.api.core.v1.VolumeMountStatus;
import dev.jong.kubelet.runtime.ContainerRole;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statuses of a Pod's containers: what the runtime has, what the API was told before, why
/// something waits.
///
/// @param waiting by container's name
/// @param runtimeName begins container ids: `containerd://…`
/// @param resize what they were granted and have
/// @param deleted whether the Pod is being deleted, so that nothing runs again
record ContainerStatuses(
        PodSpec spec,
        PodView view,
        Map<String, Waiting> waiting,
        Probed probed,
        String runtimeName,
        boolean deleted,
        ResizeState resize) {

    List<ContainerStatus> of(List<PodContainer> containers, List<ContainerStatus> told) {
        var before =
                told.stream()
                        .collect(
                                Collectors.toMap(
                                        ContainerStatus::name, Function.identity(), (a, _) -> a));
        return containers.stream()
                .map(container -> of(container, before.get(container.name())))
                .toList();
    }

    private ContainerStatus of(PodContainer container, @Nullable ContainerStatus told) {
        var run = view.latest(container.name());
        var status = run == null ? missing(container, told) : found(container, run, told);
        var shown = waitingIfToBeStarted(container, run, status);
        return withProbes(container, run, shown);
    }

    /// The runtime has nothing of it: not begun, or removed after its end.
    private ContainerStatus missing(PodContainer container, @Nullable ContainerStatus told) {
        if (told != null && told.state().terminated() != null) {
            return told;
        }
        var fresh =
                ContainerStatus.builder()
                        .name(container.name())
                        .image(container.image())
                        .state(
                                waiting(
                                        spec.initContainers().isEmpty()
                                                        || container.role()
                                                                == ContainerRole.EPHEMERAL
                                                ? "ContainerCreating"
                                                : "PodInitializing"))
                        .volumeMounts(mounts(container));
        if (told == null) {
            return fresh.build();
        }
        fresh.restartCount(told.restartCount()).lastState(told.lastState());
        if (told.state().running() != null) {
            var lost =
                    ContainerStateTerminated.builder()
                            .reason("ContainerStatusUnknown")
                            .message(
                                    "The container could not be located when the pod was "
                                            + (deleted
                                                    ? "terminated"
                                                    : "deleted.  The container used to be Running"))
                            .exitCode(137)
                            .build();
            fresh.lastState(ContainerState.builder().terminated(lost).build());
            fresh.restartCount(deleted ? told.restartCount() : told.restartCount() + 1);
        }
        return fresh.build();
    }

    private ContainerStatus found(
            PodContainer container,
            dev.jong.kubelet.runtime.ContainerStatus run,
            @Nullable ContainerStatus told) {
        var status =
                ContainerStatus.builder()
                        .name(container.name())
                        .image(run.image())
                        .imageId(run.imageId())
                        .containerId(runtimeName + "://" + run.id())
                        .restartCount(run.attempt())
                        .state(state(run))
                        .volumeMounts(mounts(container))
                        .resources(has(container, resize.given()))
                        .allocatedResources(has(container, resize.granted()).requests());
        var user = run.user();
        if (user != null) {
            status.user(
                    ContainerUser.builder()
                            .linux(
                                    LinuxContainerUser.builder()
                                            .uid(user.uid())
                                            .gid(user.gid())
                                            .supplementalGroups(user.supplementalGroups())
                                            .build())
                            .build());
        }
        var previous = view.previous(container.name());
        if (previous != null) {
            status.lastState(state(previous));
        } else if (told != null && told.lastState().terminated() != null) {
            status.lastState(told.lastState());
        }
        return status.build();
    }

    private static ResourceRequirements has(
            PodContainer container, Map<String, ResourceRequirements> known) {
        return known.getOrDefault(container.name(), container.spec().resources());
    }

    private ContainerState state(dev.jong.kubelet.runtime.ContainerStatus run) {
        return switch (run.state()) {
            case CREATED, UNKNOWN -> waiting("");
            case RUNNING ->
                    ContainerState.builder()
                            .running(
                                    ContainerStateRunning.builder()
                                            .startedAt(run.startedAt())
                                            .build())
                            .build();
            case EXITED ->
                    ContainerState.builder()
                            .terminated(
                                    ContainerStateTerminated.builder()
                                            .exitCode(run.exitCode())
                                            .reason(run.reason())
                                            .message(run.message().isEmpty() ? null : run.message())
                                            .startedAt(run.startedAt())
                                            .finishedAt(run.finishedAt())
                                            .containerId(runtimeName + "://" + run.id())
                                            .build())
                            .build();
        };
    }

    private static ContainerState waiting(String reason) {
        return ContainerState.builder()
                .waiting(
                        ContainerStateWaiting.builder()
                                .reason(reason.isEmpty() ? null : reason)
                                .build())
                .build();
    }

    /// A container that will be tried again is shown as waiting, with the reason of the last try.
    private ContainerStatus waitingIfToBeStarted(
            PodContainer container,
            dev.jong.kubelet.runtime.@Nullable ContainerStatus run,
            ContainerStatus status) {
        var why = waiting.get(container.name());
        boolean initDone =
                container.role() == ContainerRole.INIT
                        && run != null
                        && run.exited()
                        && run.exitCode() == 0;
        if (why == null || deleted || initDone || !RestartRule.shouldStart(spec, container, run)) {
            return status;
        }
        var state =
                ContainerState.builder()
                        .waiting(
                                ContainerStateWaiting.builder()
                                        .reason(why.reason())
                                        .message(why.message().isEmpty() ? null : why.message())
                                        .build())
                        .build();
        var ended = status.state().terminated() != null;
        return status.toBuilder()
                .state(state)
                .lastState(ended ? status.state() : status.lastState())
                .build();
    }

    private ContainerStatus withProbes(
            PodContainer container,
            dev.jong.kubelet.runtime.@Nullable ContainerStatus run,
            ContainerStatus status) {
        if (container.role() == ContainerRole.INIT) {
            var ended = status.state().terminated();
            boolean running = status.state().running() != null;
            return status.toBuilder()
                    .ready(ended != null && ended.exitCode() == 0)
                    .started(running)
                    .build();
        }
        boolean started =
                run != null
                        && status.state().running() != null
                        && (container.spec().startupProbe() == null
                                || Boolean.TRUE.equals(probed.startup().get(run.id())));
        boolean ready =
                started
                        && run != null
                        && (container.spec().readinessProbe() == null
                                || Boolean.TRUE.equals(probed.ready(run.id())));
        return status.toBuilder()
                .started(started)
                .ready(ready && container.role() != ContainerRole.EPHEMERAL)
                .build();
    }

    private static List<VolumeMountStatus> mounts(PodContainer container) {
        return container.spec().volumeMounts().stream()
                .map(mount ->
                        VolumeMountStatus.builder()
                                .name(mount.name())
                                .mountPath(mount.mountPath())
                                .readOnly(mount.readOnly())
                                .recursiveReadOnly(
                                        Boolean.TRUE.equals(mount.readOnly()) ? "Disabled" : null)
                                .build())
                .toList();
    }
}
