package dev.jong.proxy;

import java.util.Map;

/// Which node this is and what it calls its rules.
///
/// @param node this node's name: whose endpoints count as local
/// @param table name of the packet filter table (nftables) or prefix of chains (iptables); unique
///   on the machine
/// @param podCidrs the cluster's Pod address range in each family that is served
public record ProxyConfig(String node, String table, Map<Family, String> podCidrs) {
    public ProxyConfig {
        podCidrs = Map.copyOf(podCidrs);
    }
}
