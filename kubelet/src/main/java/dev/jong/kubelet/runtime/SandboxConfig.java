package dev.jong.kubelet.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A sandbox to be made: what a Pod's containers share.
///
/// @param attempt how many sandboxes this Pod had before
/// @param hostname empty on the node's network
/// @param logDirectory where container logs go; their paths are relative to it
/// @param dns the content of resolv.conf
/// @param cgroupParent empty to leave it to the runtime
/// @param handler runtime handler of the RuntimeClass, empty for the default
/// @param runAsUser of the sandbox's own process
public record SandboxConfig(
        PodIdentity pod,
        int attempt,
        String hostname,
        Path logDirectory,
        Dns dns,
        List<HostPort> ports,
        Map<String, String> labels,
        Map<String, String> annotations,
        String cgroupParent,
        String handler,
        NamespaceOptions namespaces,
        boolean privileged,
        @Nullable Long runAsUser,
        @Nullable Long runAsGroup,
        List<Long> supplementalGroups,
        SeccompProfile seccomp,
        Map<String, String> sysctls) {
    public SandboxConfig {
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        supplementalGroups = List.copyOf(supplementalGroups);
        sysctls = Map.copyOf(sysctls);
    }

    /// Lines of resolv.conf.
    public record Dns(List<String> servers, List<String> searches, List<String> options) {
        public static final Dns EMPTY = new Dns(List.of(), List.of(), List.of());

        public Dns {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }
    }

    /// A port of the node that leads into the sandbox. `hostIp` empty: every address.
    public record HostPort(String protocol, int containerPort, int hostPort, String hostIp) {}
}
