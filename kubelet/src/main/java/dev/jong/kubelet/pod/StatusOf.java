package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.HostIP;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.api.core.v1.PodIP;
import dev.jong.api.core.v1.PodStatus;
import dev.jong.api.rules.PodQos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The status that the API is told of a Pod.
///
/// @param pod as the API has it, with the status told before
/// @param waiting why containers wait, by name
/// @param terminal nothing of it will be started again
/// @param failure why it failed as a whole, if so
/// @param nodeAddresses of the node, the first one first
/// @param resize what its containers were granted and have
record StatusOf(
        Pod pod,
        PodView view,
        Map<String, Waiting> waiting,
        Probed probed,
        boolean terminal,
        @Nullable Failure failure,
        List<String> nodeAddresses,
        String runtimeName,
        Instant startTime,
        Instant now,
        ResizeState resize) {

    PodStatus status() {
        var spec = pod.spec();
        var told = pod.status();
        boolean deleted = pod.metadata().deletionTimestamp() != null;
        var containers =
                new ContainerStatuses(
                        spec, view, waiting, probed, runtimeName, deleted || terminal, resize);
        var initial = containers.of(PodContainer.initial(spec), told.initContainerStatuses());
        var main = containers.of(PodContainer.main(spec), told.containerStatuses());
        var ephemeral =
                containers.of(PodContainer.ephemeral(spec), told.ephemeralContainerStatuses());
        var all = new ArrayList<ContainerStatus>(initial);
        all.addAll(main);
        var phase = phase(all);
        boolean hostNetwork = Boolean.TRUE.equals(spec.hostNetwork());
        boolean sandboxReady = view.usableSandbox(hostNetwork).isPresent();
        var addresses = addresses(hostNetwork);
        var conditions =
                withDisruption(new Conditions(pod, phase, all, sandboxReady, now, resize).all());
        boolean samePhase = phase.equals(told.phase());
        return told.toBuilder()
                .observedGeneration(Objects.requireNonNullElse(pod.metadata().generation(), 0L))
                .phase(phase)
                .reason(failure != null ? failure.reason() : samePhase ? told.reason() : null)
                .message(failure != null ? failure.message() : samePhase ? told.message() : null)
                .conditions(conditions)
                .hostIp(nodeAddresses.isEmpty() ? null : nodeAddresses.getFirst())
                .hostIps(nodeAddresses.stream().map(HostIP::new).toList())
                .podIp(addresses.isEmpty() ? told.podIp() : addresses.getFirst())
                .podIps(
                        addresses.isEmpty()
                                ? told.podIps()
                                : addresses.stream().map(PodIP::new).toList())
                .startTime(told.startTime() == null ? startTime : told.startTime())
                .initContainerStatuses(initial)
                .containerStatuses(main)
                .ephemeralContainerStatuses(ephemeral)
                .qosClass(PodQos.compute(pod))
                .build();
    }

    /// KEP-3329.
    private List<PodCondition> withDisruption(List<PodCondition> conditions) {
        var type = "DisruptionTarget";
        if (failure == null
                || !failure.disruption()
                || conditions.stream().anyMatch(each -> each.type().equals(type))) {
            return conditions;
        }
        var all = new ArrayList<>(conditions);
        all.add(
                PodCondition.builder()
                        .type(type)
                        .status("True")
                        .reason("TerminationByKubelet")
                        .message(failure.message())
                        .observedGeneration(
                                Objects.requireNonNullElse(pod.metadata().generation(), 0L))
                        .lastTransitionTime(now)
                        .build());
        return List.copyOf(all);
    }

    /// A Pod never leaves a terminal phase.
    private String phase(List<ContainerStatus> statuses) {
        var told = PodKey.text(pod.status().phase());
        if (told.equals("Failed") || told.equals("Succeeded")) {
            return told;
        }
        if (failure != null) {
            return "Failed";
        }
        boolean begun =
                pod.spec().containers().stream()
                        .map(each -> view.latest(each.name()))
                        .anyMatch(run -> run != null && !run.exited());
        return PhaseOf.of(pod.spec(), statuses, terminal, begun);
    }

    private List<String> addresses(boolean hostNetwork) {
        if (hostNetwork) {
            return nodeAddresses;
        }
        return view.sandbox().map(each -> each.addresses()).orElse(List.of());
    }
}
