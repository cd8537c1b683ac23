package dev.jong.apiserver.admission.podsecurity;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One rule of a level.
@FunctionalInterface
interface Check {
    /// What is wrong with the Pod; empty when nothing is.
    Optional<Violation> look(Subject pod);

    /// This check, but nothing is wrong with Pods for Windows, where the fields do not exist.
    default Check exceptOnWindows() {
        return pod -> pod.isWindows() ? Optional.empty() : look(pod);
    }

    /// This check, but nothing is wrong with Pods that have users of their own.
    default Check exceptWithOwnUsers() {
        return pod -> pod.hasOwnUsers() ? Optional.empty() : look(pod);
    }

    /// `container "a"`, `containers "a", "b"`
    static String named(String noun, Collection<String> names) {
        return plural(noun, names.size()) + " " + quoted(names);
    }

    static String plural(String noun, int count) {
        return count == 1 ? noun : noun + "s";
    }

    static String quoted(Collection<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
    }

    /// `pod`, `container "a"`, `pod and container "a"`
    static String setters(boolean pod, List<String> containers) {
        if (containers.isEmpty()) {
            return "pod";
        }
        return (pod ? "pod and " : "") + named("container", containers);
    }
}
