package dev.jong.apiserver.admission.quota;

import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.Resources;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What containers must say when a quota counts it: cpu and memory, and nothing else, for reasons
/// of history.
final class Constraints {
    private static final Set<String> DEMANDED =
            Set.of(
                    "cpu",
                    "memory",
                    "requests.cpu",
                    "requests.memory",
                    "limits.cpu",
                    "limits.memory");

    private Constraints() {}

    /// What the object fails to say; empty when nothing is missing.
    ///
    /// @param names what the quota counts
    static String missing(KubernetesObject object, Collection<String> names) {
        if (!(object instanceof Pod pod) || saysForAll(pod)) {
            return "";
        }
        Map<String, Set<String>> missing = new TreeMap<>();
        Stream.concat(pod.spec().containers().stream(), pod.spec().initContainers().stream())
                .forEach(container -> {
                    for (var name : names) {
                        if (DEMANDED.contains(name) && !says(container, name)) {
                            missing.computeIfAbsent(name, _ -> new TreeSet<>())
                                    .add(container.name());
                        }
                    }
                });
        if (missing.isEmpty()) {
            return "";
        }
        return missing.entrySet().stream()
                .map(entry -> entry.getKey() + " for: " + String.join(",", entry.getValue()))
                .collect(Collectors.joining("; ", "must specify ", ""));
    }

    private static boolean saysForAll(Pod pod) {
        var whole = pod.spec().resources();
        return whole != null
                && Stream.concat(
                                whole.requests().keySet().stream(),
                                whole.limits().keySet().stream())
                        .anyMatch(Resources::isPodLevel);
    }

    private static boolean says(Container container, String name) {
        var resources = container.resources();
        return name.startsWith("limits.")
                ? resources.limits().containsKey(name.substring("limits.".length()))
                : resources
                        .requests()
                        .containsKey(
                                name.startsWith("requests.")
                                        ? name.substring("requests.".length())
                                        : name);
    }
}
