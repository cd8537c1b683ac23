package dev.jong.controllers.job;

import dev.jong.api.batch.v1.Job;
import dev.jong.api.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import dev.jong.api.core.v1.ContainerStateTerminated;
import dev.jong.api.core.v1.ContainerStatus;
import dev.jong.api.core.v1.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What `spec.podFailurePolicy` makes of a failed Pod.
final class FailurePolicy {
    private FailurePolicy() {}

    /// What a failure means.
    ///
    /// @param message why it fails the whole Job; "" if it does not
    /// @param counts towards the back-off limit
    /// @param failsIndex its index is not tried again
    record Meaning(String message, boolean counts, boolean failsIndex) {
        static final Meaning USUAL = new Meaning("", true, false);
    }

    static Meaning of(Job job, Pod pod) {
        var policy = job.spec().podFailurePolicy();
        if (policy == null) {
            return Meaning.USUAL;
        }
        var who = pod.namespace() + "/" + pod.name();
        for (int i = 0; i < policy.rules().size(); i++) {
            var rule = policy.rules().get(i);
            var tail = " matching " + rule.action() + " rule at index " + i;
            var codes = rule.onExitCodes();
            Optional<String> matched =
                    codes != null
                            ? container(pod, codes)
                                    .map(found ->
                                            "Container "
                                                    + found.name()
                                                    + " for pod "
                                                    + who
                                                    + " failed with exit code "
                                                    + exitCode(found)
                                                    + tail)
                            : pod.status().conditions().stream()
                                    .filter(condition ->
                                            rule.onPodConditions().stream()
                                                    .anyMatch(pattern ->
                                                            pattern.type().equals(condition.type())
                                                                    && pattern.status()
                                                                            .equals(
                                                                                    condition
                                                                                            .status())))
                                    .findFirst()
                                    .map(condition ->
                                            "Pod "
                                                    + who
                                                    + " has condition "
                                                    + condition.type()
                                                    + tail);
            if (matched.isPresent()) {
                return switch (rule.action()) {
                    case "Ignore" -> new Meaning("", false, false);
                    case "FailJob" -> new Meaning(matched.get(), true, false);
                    case "FailIndex" -> new Meaning("", true, true);
                    default -> Meaning.USUAL;
                };
            }
        }
        return Meaning.USUAL;
    }

    private static Optional<ContainerStatus> container(
            Pod pod, PodFailurePolicyOnExitCodesRequirement wanted) {
        return Stream.concat(
                        pod.status().containerStatuses().stream(),
                        pod.status().initContainerStatuses().stream())
                .filter(status ->
                        wanted.containerName() == null
                                || status.name().equals(wanted.containerName()))
                .filter(status -> exitCode(status) != 0)
                .filter(status ->
                        wanted.values().contains(exitCode(status))
                                == wanted.operator().equals("In"))
                .findFirst();
    }

    /// 0 for one that still runs.
    private static int exitCode(ContainerStatus status) {
        var terminated =
                Objects.requireNonNullElse(
                        status.state().terminated(), ContainerStateTerminated.EMPTY);
        return terminated.exitCode();
    }
}
