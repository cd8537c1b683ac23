package dev.jong.apiserver.defaults;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSecurityContext;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.rules.PodResources;
import java.util.HashMap;
import java.util.List;

/// What a Pod and a Pod template get that do not say otherwise.
final class PodDefaults {
    private PodDefaults() {}

    static Pod apply(Pod pod) {
        return defaultWholeRequests(pod.withSpec(hostPorts(podOnly(spec(pod.spec())))));
    }

    static PodTemplateSpec template(PodTemplateSpec template) {
        return template.withSpec(spec(template.spec()));
    }

    private static PodSpec spec(PodSpec spec) {
        var account = spec.serviceAccountName();
        var accountName = account == null ? spec.serviceAccount() : account;
        var whole = spec.resources();
        return spec.toBuilder()
                .volumes(spec.volumes().stream().map(VolumeDefaults::apply).toList())
                .initContainers(containers(spec.initContainers()))
                .containers(containers(spec.containers()))
                .ephemeralContainers(
                        spec.ephemeralContainers().stream().map(ContainerDefaults::apply).toList())
                .restartPolicy(requireNonNullElse(spec.restartPolicy(), "Always"))
                .dnsPolicy(requireNonNullElse(spec.dnsPolicy(), "ClusterFirst"))
                .securityContext(
                        requireNonNullElse(spec.securityContext(), PodSecurityContext.EMPTY))
                .terminationGracePeriodSeconds(
                        requireNonNullElse(spec.terminationGracePeriodSeconds(), 30L))
                .schedulerName(requireNonNullElse(spec.schedulerName(), "default-scheduler"))
                .serviceAccountName(accountName)
                .serviceAccount(accountName)
                .overhead(ContainerDefaults.rounded(spec.overhead()))
                .resources(whole == null ? null : ContainerDefaults.rounded(whole))
                .build();
    }

    private static List<Container> containers(List<Container> containers) {
        return containers.stream().map(ContainerDefaults::apply).toList();
    }

    /// With the node's network a port is taken where it is offered.
    private static PodSpec hostPorts(PodSpec spec) {
        return spec.hostNetwork()
                ? spec.withContainers(onHost(spec.containers()))
                        .withInitContainers(onHost(spec.initContainers()))
                : spec;
    }

    private static List<Container> onHost(List<Container> containers) {
        return containers.stream()
                .map(container ->
                        container.withPorts(
                                container.ports().stream()
                                        .map(port ->
                                                port.hostPort() == 0
                                                        ? port.withHostPort(port.containerPort())
                                                        : port)
                                        .toList()))
                .toList();
    }

    /// What templates keep open and only a Pod itself is given.
    private static PodSpec podOnly(PodSpec spec) {
        return spec.withContainers(requesting(spec.containers()))
                .withInitContainers(requesting(spec.initContainers()))
                .withEnableServiceLinks(requireNonNullElse(spec.enableServiceLinks(), true));
    }

    private static List<Container> requesting(List<Container> containers) {
        return containers.stream()
                .map(container ->
                        container.withResources(
                                PodResources.withRequestsFromLimits(container.resources())))
                .toList();
    }

    /// Limits given for the whole Pod imply requests: what its containers ask for, or the limit.
    private static Pod defaultWholeRequests(Pod pod) {
        var whole = pod.spec().resources();
        if (whole == null || (whole.limits().isEmpty() && whole.requests().isEmpty())) {
            return pod;
        }
        var limits = new HashMap<>(whole.limits());
        PodResources.containerLimits(pod)
                .forEach((name, amount) -> {
                    if (name.startsWith("hugepages-") && !whole.requests().containsKey(name)) {
                        limits.putIfAbsent(name, amount);
                    }
                });
        var requests = new HashMap<>(whole.requests());
        if (!limits.isEmpty()) {
            PodResources.containerRequests(pod)
                    .forEach((name, amount) -> {
                        if (name.equals("cpu") || name.equals("memory")) {
                            requests.putIfAbsent(name, amount);
                        }
                    });
            limits.forEach(requests::putIfAbsent);
        }
        return pod.withSpec(
                pod.spec().withResources(whole.withLimits(limits).withRequests(requests)));
    }
}
