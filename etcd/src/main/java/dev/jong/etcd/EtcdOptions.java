package dev.jong.etcd;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Which etcd, and how to work with it.
///
/// @param endpoints where members answer clients: `https://host:2379`
/// @param patience how long a request goes on trying, over all members
/// @param pulse how often the member in use is asked whether it still takes part
/// @param compaction how often superseded values are forgotten; zero for never
public record EtcdOptions(
        List<URI> endpoints,
        EtcdSecurity security,
        Duration patience,
        Duration pulse,
        Duration compaction) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PULSE = Duration.ofSeconds(1);

    /// Upstream's API server compacts every five minutes what is older than five minutes.
    private static final Duration COMPACTION = Duration.ofMinutes(5);

    public EtcdOptions {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("etcd has at least one endpoint");
        }
    }

    public static EtcdOptions of(List<URI> endpoints, EtcdSecurity security) {
        return new EtcdOptions(endpoints, security, PATIENCE, PULSE, COMPACTION);
    }

    public EtcdOptions withCompaction(Duration period) {
        return new EtcdOptions(endpoints, security, patience, pulse, period);
    }

    public EtcdOptions withPatience(Duration time) {
        return new EtcdOptions(endpoints, security, time, pulse, compaction);
    }
}
