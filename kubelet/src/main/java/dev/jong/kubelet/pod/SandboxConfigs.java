package dev.jong.kubelet.pod;

import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.runtime.SandboxConfig;
import dev.jong.kubelet.runtime.SandboxConfig.Dns;
import dev.jong.kubelet.runtime.SandboxConfig.HostPort;
import dev.jong.kubelet.runtime.SeccompProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a Pod's sandbox shall be like.
final class SandboxConfigs {
    private static final int LONGEST_HOSTNAME = 63;

    private SandboxConfigs() {}

    /// @param handler of the Pod's RuntimeClass; empty for the runtime's default
    static SandboxConfig of(Pod pod, int attempt, NodeFacts node, Dns nodesDns, String handler) {
        var spec = pod.spec();
        var identity = PodKey.of(pod);
        var level = spec.securityContext();
        boolean hostNetwork = Boolean.TRUE.equals(spec.hostNetwork());
        var sysctls = new HashMap<String, String>();
        if (level != null) {
            level.sysctls().forEach(each -> sysctls.put(each.name(), each.value()));
        }
        boolean privileged =
                Stream.of(spec.initContainers(), spec.containers())
                        .flatMap(List::stream)
                        .map(container -> container.securityContext())
                        .anyMatch(own -> own != null && Boolean.TRUE.equals(own.privileged()));
        return new SandboxConfig(
                identity,
                attempt,
                hostNetwork ? "" : kernelHostname(pod, node.clusterDomain()),
                logFolder(node.logs(), pod),
                Resolver.of(
                        spec,
                        identity.namespace(),
                        nodesDns,
                        node.clusterDns(),
                        node.clusterDomain()),
                hostNetwork ? List.of() : ports(pod),
                labels(pod),
                pod.metadata().annotations(),
                PodCgroup.path(node.cgroupRoot(), pod),
                handler,
                SecurityOf.namespaces(spec),
                privileged,
                level == null ? null : level.runAsUser(),
                level == null ? null : level.runAsGroup(),
                SecurityOf.groups(spec),
                new SeccompProfile.RuntimeDefault(),
                sysctls);
    }

    static Map<String, String> labels(Pod pod) {
        var identity = PodKey.of(pod);
        var labels = new HashMap<>(pod.metadata().labels());
        labels.put("io.kubernetes.pod.name", identity.name());
        labels.put("io.kubernetes.pod.namespace", identity.namespace());
        labels.put("io.kubernetes.pod.uid", identity.uid());
        return labels;
    }

    static Path logFolder(Path logs, Pod pod) {
        var identity = PodKey.of(pod);
        return logs.resolve(identity.namespace() + "_" + identity.name() + "_" + identity.uid());
    }

    static String hostname(Pod pod) {
        var wanted = PodKey.text(pod.spec().hostname());
        var name = wanted.isEmpty() ? PodKey.text(pod.metadata().name()) : wanted;
        return name.length() <= LONGEST_HOSTNAME
                ? name
                : name.substring(0, LONGEST_HOSTNAME).replaceFirst("[-.]+$", "");
    }

    /// Empty without a subdomain.
    static String domain(Pod pod, String clusterDomain) {
        var subdomain = PodKey.text(pod.spec().subdomain());
        return subdomain.isEmpty()
                ? ""
                : subdomain
                        + "."
                        + PodKey.text(pod.metadata().namespace())
                        + ".svc."
                        + clusterDomain;
    }

    private static String kernelHostname(Pod pod, String clusterDomain) {
        var domain = domain(pod, clusterDomain);
        boolean full = Boolean.TRUE.equals(pod.spec().setHostnameAsFqdn()) && !domain.isEmpty();
        return full ? hostname(pod) + "." + domain : hostname(pod);
    }

    private static List<HostPort> ports(Pod pod) {
        var ports = new ArrayList<HostPort>();
        var containers =
                Stream.concat(
                        pod.spec().initContainers().stream()
                                .filter(each -> "Always".equals(each.restartPolicy())),
                        pod.spec().containers().stream());
        containers
                .flatMap(container -> container.ports().stream())
                .forEach(port -> {
                    if (port.hostPort() > 0) {
                        var protocol = PodKey.text(port.protocol());
                        ports.add(
                                new HostPort(
                                        protocol.isEmpty() ? "TCP" : protocol,
                                        port.containerPort(),
                                        port.hostPort(),
                                        PodKey.text(port.hostIp())));
                    }
                });
        return ports;
    }
}
