package dev.jong.kubelet;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.Taint;
import dev.jong.http.TlsIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one node is run.
///
/// @param addresses internal addresses, first one first
/// @param taints the node registers with
/// @param capacity replaces what the machine has; empty: the machine's
/// @param root the kubelet's folder (Pods' volumes)
/// @param logs Pods' logs
/// @param clusterDns the cluster's name server; none: Pods use the node's
/// @param resolverFile the node's resolv.conf
/// @param cgroupRoot control group of all Pods, `/kubepods`; empty: as the runtime likes
/// @param server null: no server, so no logs and no exec
/// @param tellEvents whether Events are written
public record KubeletConfig(
        String nodeName,
        List<String> addresses,
        Map<String, String> labels,
        List<Taint> taints,
        Map<String, Quantity> capacity,
        Path root,
        Path logs,
        List<String> clusterDns,
        String clusterDomain,
        Path resolverFile,
        String cgroupRoot,
        @Nullable Server server,
        boolean tellEvents) {
    public KubeletConfig {
        addresses = List.copyOf(addresses);
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        capacity = Map.copyOf(capacity);
        clusterDns = List.copyOf(clusterDns);
    }

    /// Where the kubelet serves.
    ///
    /// @param host address to bind, "" for all
    /// @param port 0 for any free one
    /// @param identity its certificate, and who signs its clients'
    public record Server(String host, int port, TlsIdentity identity) {}

    /// A node of this machine that serves on 10250, with Pods below `root`.
    public static KubeletConfig ofMachine(String nodeName, String address, Path root, Path logs) {
        return new KubeletConfig(
                nodeName,
                List.of(address),
                Map.of(),
                List.of(),
                Map.of(),
                root,
                logs,
                List.of(),
                "cluster.local",
                Path.of("/etc/resolv.conf"),
                "/kubepods",
                null,
                true);
    }

    /// A node that exists only in this process: 4 processors, 32 GiB, 110 Pods; nothing on disk, no
    /// server.
    public static KubeletConfig simulated(String nodeName, String address) {
        var capacity =
                Map.of(
                        "cpu", Quantity.of(4),
                        "memory", Quantity.parse("32Gi"),
                        "pods", Quantity.of(110),
                        "ephemeral-storage", Quantity.parse("100Gi"));
        return new KubeletConfig(
                nodeName,
                List.of(address),
                Map.of("type", "simulated"),
                List.of(),
                capacity,
                Path.of("/"),
                Path.of("/"),
                List.of(),
                "cluster.local",
                Path.of("/etc/resolv.conf"),
                "",
                null,
                true);
    }

    public KubeletConfig withCapacity(Map<String, Quantity> other) {
        return new KubeletConfig(
                nodeName,
                addresses,
                labels,
                taints,
                other,
                root,
                logs,
                clusterDns,
                clusterDomain,
                resolverFile,
                cgroupRoot,
                server,
                tellEvents);
    }

    public KubeletConfig withLabels(Map<String, String> other) {
        return new KubeletConfig(
                nodeName,
                addresses,
                other,
                taints,
                capacity,
                root,
                logs,
                clusterDns,
                clusterDomain,
                resolverFile,
                cgroupRoot,
                server,
                tellEvents);
    }

    public KubeletConfig withTaints(List<Taint> other) {
        return new KubeletConfig(
                nodeName,
                addresses,
                labels,
                other,
                capacity,
                root,
                logs,
                clusterDns,
                clusterDomain,
                resolverFile,
                cgroupRoot,
                server,
                tellEvents);
    }

    public KubeletConfig withDns(List<String> servers, String domain) {
        return new KubeletConfig(
                nodeName,
                addresses,
                labels,
                taints,
                capacity,
                root,
                logs,
                servers,
                domain,
                resolverFile,
                cgroupRoot,
                server,
                tellEvents);
    }

    public KubeletConfig withServer(@Nullable Server other) {
        return new KubeletConfig(
                nodeName,
                addresses,
                labels,
                taints,
                capacity,
                root,
                logs,
                clusterDns,
                clusterDomain,
                resolverFile,
                cgroupRoot,
                other,
                tellEvents);
    }

    public KubeletConfig withEvents(boolean tell) {
        return new KubeletConfig(
                nodeName,
                addresses,
                labels,
                taints,
                capacity,
                root,
                logs,
                clusterDns,
                clusterDomain,
                resolverFile,
                cgroupRoot,
                server,
                tell);
    }

    public KubeletConfig withCgroupRoot(String other) {
        return new KubeletConfig(
                nodeName,
                addresses,
                labels,
                taints,
                capacity,
                root,
                logs,
                clusterDns,
                clusterDomain,
                resolverFile,
                other,
                server,
                tellEvents);
    }
}
