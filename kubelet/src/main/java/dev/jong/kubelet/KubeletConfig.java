package dev.jong.kubelet;

import dev.jong.api.Quantity;
import dev.jong.http.TlsIdentity;
import dev.jong.kubelet.node.NodeIdentity;
import dev.jong.kubelet.settings.KubeletSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one node is run.
///
/// @param root the kubelet's folder (Pods' volumes)
/// @param logs Pods' logs
/// @param cgroupRoot control group of all Pods, `/kubepods`; empty: as the runtime likes
/// @param server null: no server, so no logs and no exec
public record KubeletConfig(
        NodeIdentity node,
        Path root,
        Path logs,
        Names names,
        String cgroupRoot,
        @Nullable Server server,
        KubeletSettings settings) {
    /// By what Pods find names.
    ///
    /// @param servers the cluster's name servers; none: Pods use the node's
    /// @param domain of the cluster
    /// @param nodesFile the node's resolv.conf
    public record Names(List<String> servers, String domain, Path nodesFile) {
        static final Names OF_NODE =
                new Names(List.of(), "cluster.local", Path.of("/etc/resolv.conf"));

        public Names {
            servers = List.copyOf(servers);
        }
    }

    /// Where the kubelet serves.
    ///
    /// @param host address to bind, "" for all
    /// @param port 0 for any free one
    /// @param identity its certificate, and who signs its clients'
    public record Server(String host, int port, TlsIdentity identity) {}

    /// A node of this machine, with Pods below `root`.
    public static KubeletConfig ofMachine(String nodeName, String address, Path root, Path logs) {
        return new KubeletConfig(
                NodeIdentity.of(nodeName, address, Map.of(), Map.of()),
                root,
                logs,
                Names.OF_NODE,
                "/kubepods",
                null,
                KubeletSettings.DEFAULT);
    }

    /// A node that exists only in this process: 4 processors, 32 GiB, 110 Pods; nothing on disk,
    /// and no server unless it is given one.
    public static KubeletConfig simulated(String nodeName, String address) {
        var capacity =
                Map.of(
                        "cpu", Quantity.of(4),
                        "memory", Quantity.parse("32Gi"),
                        "pods", Quantity.of(110),
                        "ephemeral-storage", Quantity.parse("100Gi"));
        return new KubeletConfig(
                NodeIdentity.of(nodeName, address, Map.of("type", "simulated"), capacity),
                Path.of("/"),
                Path.of("/"),
                Names.OF_NODE,
                "",
                null,
                KubeletSettings.DEFAULT);
    }

    /// With the cluster's name servers instead of the node's.
    public KubeletConfig withDns(List<String> servers, String domain) {
        var clusters = new Names(servers, domain, names.nodesFile());
        return new KubeletConfig(node, root, logs, clusters, cgroupRoot, server, settings);
    }

    public KubeletConfig withServer(Server other) {
        return new KubeletConfig(node, root, logs, names, cgroupRoot, other, settings);
    }

    public KubeletConfig withCgroupRoot(String other) {
        return new KubeletConfig(node, root, logs, names, other, server, settings);
    }

    public KubeletConfig withSettings(KubeletSettings other) {
        return new KubeletConfig(node, root, logs, names, cgroupRoot, server, other);
    }

    public String nodeName() {
        return node.name();
    }
}
