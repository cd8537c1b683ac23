package dev.jong.apiserver.streaming;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.errors.ApiException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which container of a Pod is meant.
final class Containers {
    private Containers() {}

    /// `asked` if there is one of that name; the only one if nothing is asked.
    static String choose(Pod pod, String asked) {
        var containers = pod.spec().containers();
        if (asked.isEmpty()) {
            if (containers.size() == 1) {
                return containers.getFirst().name();
            }
            throw ApiException.badRequest(choice(pod));
        }
        var known =
                Stream.of(
                                containers.stream().map(Container::name),
                                pod.spec().initContainers().stream().map(Container::name),
                                pod.spec().ephemeralContainers().stream()
                                        .map(container -> container.name()))
                        .flatMap(names -> names)
                        .anyMatch(asked::equals);
        if (!known) {
            throw ApiException.badRequest(
                    "container " + asked + " is not valid for pod " + pod.metadata().name());
        }
        return asked;
    }

    private static String choice(Pod pod) {
        var text = "a container name must be specified for pod " + pod.metadata().name();
        if (pod.spec().containers().isEmpty()) {
            return text;
        }
        var initial = pod.spec().initContainers();
        return text
                + ", choose one of: ["
                + names(pod.spec().containers().stream())
                + "]"
                + (initial.isEmpty()
                        ? ""
                        : " or one of the init containers: [" + names(initial.stream()) + "]");
    }

    private static String names(Stream<Container> containers) {
        return containers.map(Container::name).collect(Collectors.joining(" "));
    }
}
