package dev.jong.kubelet.pod;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.ResourceRequirements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How far a Pod's resize has come (KEP-1287). What the API asks for is granted first, if the node
/// has it, and then given to the containers.
///
/// @param granted by container's name
/// @param given what the container runs with, by its name; those that never ran are missing
/// @param pending why what is asked for was not granted; null: it was
/// @param progress of giving what was granted; null: done
record ResizeState(
        Map<String, ResourceRequirements> granted,
        Map<String, ResourceRequirements> given,
        @Nullable Obstacle pending,
        @Nullable Obstacle progress) {
    static final ResizeState NONE = new ResizeState(Map.of(), Map.of(), null, null);

    /// Reason and message of a condition; both are empty when all goes well.
    record Obstacle(String reason, String message) {
        static final Obstacle NONE = new Obstacle("", "");
    }

    ResizeState {
        granted = Map.copyOf(granted);
        given = Map.copyOf(given);
    }

    /// Of a Pod that this kubelet has not seen before: what an earlier one told the API of its
    /// containers is what they have.
    static ResizeState of(Pod pod) {
        var granted = new HashMap<>(asked(pod));
        var given = new HashMap<String, ResourceRequirements>();
        Stream.of(pod.status().initContainerStatuses(), pod.status().containerStatuses())
                .flatMap(List::stream)
                .filter(ResizeState::ran)
                .forEach(status -> {
                    var resources = status.resources();
                    if (resources != null && granted.containsKey(status.name())) {
                        granted.put(status.name(), resources);
                        given.put(status.name(), resources);
                    }
                });
        return new ResizeState(granted, given, null, null);
    }

    private static boolean ran(ContainerStatus status) {
        var id = status.containerId();
        return id != null && !id.isEmpty();
    }

    /// What the spec asks for, by container.
    static Map<String, ResourceRequirements> asked(Pod pod) {
        var asked = new HashMap<String, ResourceRequirements>();
        Stream.of(pod.spec().initContainers(), pod.spec().containers())
                .flatMap(List::stream)
                .forEach(container -> asked.put(container.name(), container.resources()));
        return asked;
    }

    /// The Pod with what it was granted instead of what it asks for.
    Pod granted(Pod pod) {
        return pod.mapSpec(spec ->
                spec.withContainers(spec.containers().stream().map(this::granted).toList())
                        .withInitContainers(
                                spec.initContainers().stream().map(this::granted).toList()));
    }

    private Container granted(Container container) {
        return container.withResources(
                granted.getOrDefault(container.name(), container.resources()));
    }

    /// Whether the Pod asks for something else than it was granted.
    boolean isAsked(Pod pod) {
        return asked(pod).entrySet().stream()
                .anyMatch(each ->
                        !same(
                                each.getValue(),
                                granted.getOrDefault(each.getKey(), each.getValue())));
    }

    /// Whether a container runs with something else than was granted. One that never ran does not.
    boolean isDue(String container) {
        var now = given.get(container);
        var then = granted.get(container);
        return now != null && then != null && !same(now, then);
    }

    boolean anyDue() {
        return given.keySet().stream().anyMatch(this::isDue);
    }

    ResizeState grant(Pod pod) {
        return new ResizeState(asked(pod), given, null, Obstacle.NONE);
    }

    ResizeState give(String container) {
        var now = new HashMap<>(given);
        var then = granted.get(container);
        if (then != null) {
            now.put(container, then);
        }
        return new ResizeState(granted, now, pending, progress);
    }

    ResizeState withPending(@Nullable Obstacle why) {
        return new ResizeState(granted, given, why, progress);
    }

    ResizeState withProgress(@Nullable Obstacle how) {
        return new ResizeState(granted, given, pending, how);
    }

    /// Only processors and memory can be resized; `1` and `1000m` are the same.
    static boolean same(ResourceRequirements one, ResourceRequirements other) {
        return Stream.of("cpu", "memory")
                .allMatch(name ->
                        same(one.requests().get(name), other.requests().get(name))
                                && same(one.limits().get(name), other.limits().get(name)));
    }

    static boolean same(@Nullable Quantity one, @Nullable Quantity other) {
        return one == null || other == null
                ? one == null && other == null
                : one.compareTo(other) == 0;
    }
}
