package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.downward.FieldValue;
import dev.jong.kubelet.runtime.ContainerConfig;
import dev.jong.kubelet.runtime.ContainerConfig.Variable;
import dev.jong.kubelet.runtime.Image;
import dev.jong.kubelet.volume.ClusterObjects;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Turns a container of a Pod's spec into what the runtime is asked for.
public record ContainerConfigs(
        NodeFacts node, PodFiles files, ClusterObjects objects, ServiceSource services) {

    /// @param attempt how often it ran before
    /// @param target id of the container whose processes it sees, else empty
    /// @throws ConfigFailure where that cannot be done, or not yet
    ContainerConfig of(
            Pod pod,
            PodContainer container,
            int attempt,
            Image image,
            List<String> addresses,
            String target) {
        var spec = container.spec();
        SecurityOf.verifyNonRoot(pod.spec(), container, image, PodKey.words(PodKey.of(pod)));
        var facts = new FieldValue(pod, addresses, node.addresses());
        var environment =
                new Environment(pod, spec, facts, objects, node.allocatable())
                        .variables(services.of(PodKey.text(pod.metadata().namespace())));
        var values =
                environment.stream()
                        .collect(
                                Collectors.toMap(
                                        Variable::name, Variable::value, (_, last) -> last));
        return new ContainerConfig(
                container.name(),
                attempt,
                container.role(),
                image.id(),
                container.image(),
                spec.command().stream().map(each -> Expansion.expand(each, values::get)).toList(),
                spec.args().stream().map(each -> Expansion.expand(each, values::get)).toList(),
                PodKey.text(spec.workingDir()),
                environment,
                files.mounts(pod, container, attempt, environment, addresses),
                labels(pod, container),
                annotations(pod, spec, attempt),
                logPath(pod, container.name(), attempt),
                Boolean.TRUE.equals(spec.stdin()),
                Boolean.TRUE.equals(spec.stdinOnce()),
                Boolean.TRUE.equals(spec.tty()),
                KernelLimits.of(pod, spec, node.memoryBytes()),
                SecurityOf.container(
                        pod.spec(), spec, image, target, node.root().resolve("seccomp")));
    }

    private String logPath(Pod pod, String container, int attempt) {
        try {
            files.prepareLog(pod, container);
        } catch (IOException e) {
            throw new ConfigFailure(
                    "create container log directory for container "
                            + container
                            + " failed: "
                            + e.getMessage());
        }
        return container + "/" + attempt + ".log";
    }

    private static Map<String, String> labels(Pod pod, PodContainer container) {
        var identity = PodKey.of(pod);
        return Map.of(
                "io.kubernetes.pod.name", identity.name(),
                "io.kubernetes.pod.namespace", identity.namespace(),
                "io.kubernetes.pod.uid", identity.uid(),
                "io.kubernetes.container.name", container.name());
    }

    private static Map<String, String> annotations(Pod pod, Container container, int attempt) {
        var annotations = new HashMap<String, String>();
        annotations.put("io.kubernetes.container.hash", Integer.toHexString(hash(container)));
        annotations.put("io.kubernetes.container.restartCount", Integer.toString(attempt));
        annotations.put(
                "io.kubernetes.container.terminationMessagePath",
                PodKey.text(container.terminationMessagePath()));
        annotations.put(
                "io.kubernetes.container.terminationMessagePolicy",
                PodKey.text(container.terminationMessagePolicy()));
        var grace = pod.spec().terminationGracePeriodSeconds();
        if (grace != null) {
            annotations.put("io.kubernetes.pod.terminationGracePeriod", Long.toString(grace));
        }
        return annotations;
    }

    /// Changes when the container must be made anew: upstream takes name and image.
    static int hash(Container container) {
        return (container.name() + "\n" + PodKey.text(container.image())).hashCode();
    }
}
