package dev.jong.proxy;

import java.util.List;

/// One port of one Service in one IP family, with the endpoints that take its connections.
///
/// @param id `namespace/name:port`, for comments and hashes
/// @param protocol `tcp`, `udp` or `sctp`
/// @param clusterIp the virtual address; "" when there is none in this family
/// @param nodePort 0 when there is none
/// @param externalAddresses external IPs and load balancer IPs
/// @param affinitySeconds 0: none; else a client keeps its endpoint for that long after its last
///   connection
/// @param internalLocal internalTrafficPolicy Local
/// @param externalLocal externalTrafficPolicy Local
/// @param backends usable endpoints in the whole cluster
/// @param localBackends usable endpoints on this node
public record ServicePort(
        String id,
        String protocol,
        String clusterIp,
        int port,
        int nodePort,
        List<String> externalAddresses,
        int affinitySeconds,
        boolean internalLocal,
        boolean externalLocal,
        List<Backend> backends,
        List<Backend> localBackends) {
    public ServicePort {
        externalAddresses = List.copyOf(externalAddresses);
        backends = List.copyOf(backends);
        localBackends = List.copyOf(localBackends);
    }

    /// Who takes connections to the cluster IP.
    public List<Backend> internalBackends() {
        return internalLocal ? localBackends : backends;
    }

    /// Who takes connections from outside the cluster.
    public List<Backend> externalBackends() {
        return externalLocal ? localBackends : backends;
    }

    public boolean reachableFromOutside() {
        return nodePort != 0 || !externalAddresses.isEmpty();
    }
}
