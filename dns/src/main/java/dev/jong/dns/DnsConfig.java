package dev.jong.dns;

import java.net.InetSocketAddress;
import java.util.List;

/// Where DNS listens and what it answers for.
///
/// @param listen where to answer, UDP and TCP; port 0 takes a free one
/// @param domain the cluster's domain, such as `cluster.local`
/// @param ttlSeconds how long a client may keep an answer
/// @param resolvers who is asked for names outside the cluster, in order
public record DnsConfig(
        InetSocketAddress listen,
        String domain,
        int ttlSeconds,
        List<InetSocketAddress> resolvers) {
    public DnsConfig {
        resolvers = List.copyOf(resolvers);
    }
}
