package dev.jong.api.rules;

import dev.jong.api.core.v1.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Ports that Pods take on their node's own addresses.
public final class HostPorts {
    /// One port taken.
    ///
    /// @param ip `0.0.0.0` for every address
    public record HostPort(String ip, String protocol, int port) {
        public boolean conflicts(HostPort other) {
            return port == other.port
                    && protocol.equals(other.protocol)
                    && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
        }
    }

    private static final String ANY = "0.0.0.0";

    private HostPorts() {}

    /// What the Pod takes: ports of containers and sidecars.
    public static List<HostPort> of(Pod pod) {
        List<HostPort> taken = List.of();
        var sidecars =
                pod.spec().initContainers().stream().filter(PodResources::isSidecar).toList();
        for (var containers : List.of(pod.spec().containers(), sidecars)) {
            for (var container : containers) {
                for (var port : container.ports()) {
                    if (port.hostPort() > 0) {
                        taken = taken.isEmpty() ? new ArrayList<>() : taken;
                        var protocol = port.protocol();
                        var ip = port.hostIp();
                        taken.add(
                                new HostPort(
                                        ip == null ? ANY : ip,
                                        protocol == null ? "TCP" : protocol,
                                        port.hostPort()));
                    }
                }
            }
        }
        return taken;
    }

    public static boolean conflict(Collection<HostPort> wanted, Collection<HostPort> taken) {
        for (var port : wanted) {
            for (var other : taken) {
                if (port.conflicts(other)) {
                    return true;
                }
            }
        }
        return false;
    }
}
