package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodCondition;
import dev.jong.kubelet.runtime.ContainerRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The conditions of a Pod that its kubelet says. Those of others are kept as they are.
record Conditions(
        Pod pod,
        String phase,
        List<ContainerStatus> statuses,
        boolean sandboxReady,
        Instant now,
        ResizeState resize) {
    private static final String RESIZE_PENDING = "PodResizePending";
    private static final String RESIZE_IN_PROGRESS = "PodResizeInProgress";
    private static final Set<String> OWN =
            Set.of(
                    "PodScheduled",
                    "PodReadyToStartContainers",
                    "Initialized",
                    "ContainersReady",
                    "Ready",
                    RESIZE_PENDING,
                    RESIZE_IN_PROGRESS);

    List<PodCondition> all() {
        var all = new ArrayList<PodCondition>();
        pod.status().conditions().stream()
                .filter(each -> !OWN.contains(each.type()))
                .forEach(all::add);
        var foreign = List.copyOf(all);
        all.add(condition("PodReadyToStartContainers", new Verdict(sandboxReady, "", "")));
        all.add(condition("Initialized", initialized()));
        var containers = containersReady();
        all.add(condition("Ready", containers.good() ? gates(foreign) : containers));
        all.add(condition("ContainersReady", containers));
        all.add(condition("PodScheduled", Verdict.GOOD));
        if (resize.pending() != null) {
            all.add(condition(RESIZE_PENDING, verdict(resize.pending())));
        }
        if (resize.progress() != null) {
            all.add(condition(RESIZE_IN_PROGRESS, verdict(resize.progress())));
        }
        return List.copyOf(all);
    }

    private static Verdict verdict(ResizeState.Obstacle obstacle) {
        return new Verdict(true, obstacle.reason(), obstacle.message());
    }

    private PodCondition condition(String type, Verdict verdict) {
        var status = verdict.good() ? "True" : "False";
        var before =
                pod.status().conditions().stream()
                        .filter(each -> each.type().equals(type))
                        .findFirst();
        boolean same = before.isPresent() && before.get().status().equals(status);
        return PodCondition.builder()
                .type(type)
                .status(status)
                .reason(emptyToNull(verdict.reason()))
                .message(emptyToNull(verdict.message()))
                .observedGeneration(Objects.requireNonNullElse(pod.metadata().generation(), 0L))
                .lastTransitionTime(same ? before.get().lastTransitionTime() : now)
                .build();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private Verdict containersReady() {
        if (phase.equals("Failed")) {
            return new Verdict(false, "PodFailed", "");
        }
        var wanted = new ArrayList<String>();
        PodContainer.initial(pod.spec()).stream()
                .filter(each -> each.role() == ContainerRole.SIDECAR)
                .forEach(each -> wanted.add(each.name()));
        pod.spec().containers().forEach(each -> wanted.add(each.name()));
        var byName = byName();
        var unknown = wanted.stream().filter(name -> !byName.containsKey(name)).toList();
        if (phase.equals("Succeeded") && unknown.isEmpty()) {
            return new Verdict(false, "PodCompleted", "");
        }
        var unready =
                wanted.stream()
                        .filter(name -> byName.containsKey(name) && !byName.get(name).ready())
                        .toList();
        return verdict("ContainersNotReady", unknown, unready, "containers with unready status: ");
    }

    private Verdict gates(List<PodCondition> foreign) {
        var problems = new ArrayList<String>();
        for (var gate : pod.spec().readinessGates()) {
            var type = gate.conditionType();
            var said = foreign.stream().filter(each -> each.type().equals(type)).findFirst();
            if (said.isEmpty()) {
                problems.add(
                        "corresponding condition of pod readiness gate \""
                                + type
                                + "\" does not exist.");
            } else if (!said.get().status().equals("True")) {
                problems.add(
                        "the status of pod readiness gate \""
                                + type
                                + "\" is not \"True\", but "
                                + said.get().status());
            }
        }
        return problems.isEmpty()
                ? Verdict.GOOD
                : new Verdict(false, "ReadinessGatesNotReady", String.join(", ", problems));
    }

    private Verdict initialized() {
        var byName = byName();
        var initial = PodContainer.initial(pod.spec());
        var unknown =
                initial.stream()
                        .map(PodContainer::name)
                        .filter(name -> !byName.containsKey(name))
                        .toList();
        if (phase.equals("Succeeded") && unknown.isEmpty()) {
            return new Verdict(true, "PodCompleted", "");
        }
        boolean begun =
                pod.spec().containers().stream()
                        .map(each -> byName.get(each.name()))
                        .anyMatch(each -> each != null && begun(each));
        if (begun) {
            return Verdict.GOOD;
        }
        var incomplete =
                initial.stream()
                        .filter(each ->
                                byName.containsKey(each.name())
                                        && !done(each, byName.get(each.name())))
                        .map(PodContainer::name)
                        .toList();
        return verdict(
                "ContainersNotInitialized",
                unknown,
                incomplete,
                "containers with incomplete status: ");
    }

    private static boolean begun(ContainerStatus status) {
        return status.state().running() != null
                || status.state().terminated() != null
                || status.lastState().terminated() != null;
    }

    private static boolean done(PodContainer container, @Nullable ContainerStatus status) {
        return status != null
                && (container.role() == ContainerRole.SIDECAR
                        ? Boolean.TRUE.equals(status.started())
                        : status.ready());
    }

    private static Verdict verdict(
            String reason, List<String> unknown, List<String> bad, String words) {
        var messages = new ArrayList<String>();
        if (!unknown.isEmpty()) {
            messages.add("containers with unknown status: [" + String.join(" ", unknown) + "]");
        }
        if (!bad.isEmpty()) {
            messages.add(words + "[" + String.join(" ", bad) + "]");
        }
        return messages.isEmpty()
                ? Verdict.GOOD
                : new Verdict(false, reason, String.join(", ", messages));
    }

    private Map<String, ContainerStatus> byName() {
        return statuses.stream()
                .collect(Collectors.toMap(ContainerStatus::name, Function.identity(), (a, _) -> a));
    }

    private record Verdict(boolean good, String reason, String message) {
        static final Verdict GOOD = new Verdict(true, "", "");
    }
}
