package dev.jong.cluster;

import dev.jong.cluster.containerd.NodeNetwork;
import dev.jong.cluster.machine.Machine;
import java.net.InetAddress;

/// What can be chosen about a cluster on this machine.
///
/// @param port of the API server; 0 takes a free one
/// @param address by which others reach this machine
public record ClusterConfig(
        Home home,
        int port,
        String nodeName,
        InetAddress address,
        String podCidr,
        String serviceCidr,
        String domain,
        NodeNetwork network) {
    public static final int PORT = 6443;
    public static final int KUBELET_PORT = 10250;

    /// Interfaces made by Jong begin with this.
    public static final String INTERFACES = "jong";

    public static final String BRIDGE = "jong0";
    public static final String API_ADDRESS = "10.96.0.1";
    public static final String DNS_ADDRESS = "10.96.0.10";

    public static ClusterConfig of(Home home, int port) {
        return new ClusterConfig(
                home,
                port,
                Machine.nodeName(),
                Machine.address(INTERFACES),
                "10.244.0.0/16",
                "10.96.0.0/12",
                "cluster.local",
                NodeNetwork.of(BRIDGE, "10.244.0.0/24"));
    }
}
