package dev.jong.cluster.node;

import dev.jong.cluster.Home;
import java.net.InetAddress;

/// What one node is to its cluster.
///
/// @param home where it keeps its state
/// @param address by which other nodes reach it
/// @param podCidr of the whole cluster; the node's own part is given to it
/// @param domain of cluster DNS
/// @param dnsAddress where cluster DNS answers, on each node
public record NodeConfig(
        Home home,
        String name,
        InetAddress address,
        String podCidr,
        String domain,
        InetAddress dnsAddress) {}
