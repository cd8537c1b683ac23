package dev.jong.cluster;

import dev.jong.cluster.machine.Machine;
import dev.jong.cluster.node.NodeConfig;
import dev.jong.cluster.node.WorkerNode;
import java.net.InetAddress;

/// What can be chosen about a cluster on this machine.
///
/// @param port of the API server; 0 takes a free one
/// @param address by which others reach this machine
public record ClusterConfig(Home home, int port, String nodeName, InetAddress address) {
    public static final int PORT = 6443;

    /// Addresses of Pods; each node gets a part.
    public static final String POD_CIDR = "10.244.0.0/16";

    public static final String API_ADDRESS = "10.96.0.1";
    public static final String DNS_ADDRESS = "10.96.0.10";
    static final String DOMAIN = "cluster.local";

    public static ClusterConfig of(Home home, int port) {
        return new ClusterConfig(home, port, Machine.nodeName(), machineAddress());
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
