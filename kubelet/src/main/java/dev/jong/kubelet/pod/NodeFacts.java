package dev.jong.kubelet.pod;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Pod;
import dev.jong.kubelet.runtime.SandboxStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What Pods of a node need to know of it.
///
/// @param addresses internal addresses, first one first
/// @param allocatable resources for Pods
/// @param memoryBytes of the machine
/// @param clusterDns addresses of the cluster's name server; none: Pods use the node's
/// @param root the kubelet's own folder
/// @param logs folder of Pods' logs
/// @param cgroupRoot below which Pods' control groups stand
public record NodeFacts(
        String name,
        List<String> addresses,
        Map<String, Quantity> allocatable,
        long memoryBytes,
        String clusterDomain,
        List<String> clusterDns,
        Path root,
        Path logs,
        String cgroupRoot) {
    public NodeFacts {
        addresses = List.copyOf(addresses);
        allocatable = Map.copyOf(allocatable);
        clusterDns = List.copyOf(clusterDns);
    }

    /// A Pod on the node's own network has the node's addresses.
    SandboxStatus addressed(Pod pod, SandboxStatus sandbox) {
        return Boolean.TRUE.equals(pod.spec().hostNetwork())
                ? new SandboxStatus(sandbox.sandbox(), addresses)
                : sandbox;
    }

    Path podFolder(String uid) {
        return root.resolve("pods").resolve(uid);
    }
}
