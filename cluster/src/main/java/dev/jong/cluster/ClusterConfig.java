package dev.jong.cluster;

import dev.jong.apiserver.config.ServerFlags;
import dev.jong.cluster.datastore.Datastore;
import dev.jong.cluster.machine.Machine;
import dev.jong.cluster.node.NodeConfig;
import dev.jong.cluster.node.WorkerNode;
import dev.jong.cluster.pki.ServerToken;
import java.net.InetAddress;
import java.util.List;

/// What can be chosen about a cluster on this machine.
///
/// @param port of the API server; 0 takes a free one
/// @param address by which others reach this machine
/// @param datastore where its state is
/// @param serverToken what opens a cluster that other servers began; empty for the home's own
/// @param extent which parts of a cluster run here
/// @param flags of the API server
public record ClusterConfig(
        Home home,
        int port,
        String nodeName,
        InetAddress address,
        Datastore datastore,
        List<ServerToken> serverToken,
        Extent extent,
        ServerFlags flags) {
    /// Each has the parts of the one after it too.
    public enum Extent {
        NODE,
        CONTROLLERS,
        API_SERVER
    }

    public ClusterConfig {
        serverToken = List.copyOf(serverToken);
    }

    public static final int PORT = 6443;

    /// Addresses of Pods; each node gets a part.
    public static final String POD_CIDR = "10.244.0.0/16";

    public static final String API_ADDRESS = "10.96.0.1";
    public static final String DNS_ADDRESS = "10.96.0.10";
    static final String DOMAIN = "cluster.local";

    public static ClusterConfig of(Home home, int port) {
        return new ClusterConfig(
                home,
                port,
                Machine.nodeName(),
                machineAddress(),
                new Datastore.Embedded(home.data()),
                List.of(),
                Extent.NODE,
                ServerFlags.NONE);
    }

    public ClusterConfig withDatastore(Datastore state) {
        return new ClusterConfig(home, port, nodeName, address, state, serverToken, extent, flags);
    }

    public ClusterConfig withNodeName(String name) {
        return new ClusterConfig(home, port, name, address, datastore, serverToken, extent, flags);
    }

    public ClusterConfig withServerToken(ServerToken token) {
        return new ClusterConfig(
                home, port, nodeName, address, datastore, List.of(token), extent, flags);
    }

    public ClusterConfig withExtent(Extent parts) {
        return new ClusterConfig(
                home, port, nodeName, address, datastore, serverToken, parts, flags);
    }

    /// Whether this machine is a node too.
    public boolean runsNode() {
        return extent == Extent.NODE;
    }

    public ClusterConfig withFlags(ServerFlags chosen) {
        return new ClusterConfig(
                home, port, nodeName, address, datastore, serverToken, extent, chosen);
    }

    public static InetAddress machineAddress() {
        return Machine.address(WorkerNode.INTERFACES);
    }

    /// What a node is to this cluster.
    public static NodeConfig node(Home home, String name, InetAddress address) {
        return new NodeConfig(
                home, name, address, POD_CIDR, DOMAIN, InetAddress.ofLiteral(DNS_ADDRESS));
    }
}
