package dev.jong.controllers;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the controllers are to work; defaults are upstream's.
///
/// @param rootCa PEM of the API server's authority, published in every namespace; "" for none
/// @param signing who signs certificate requests; null: nobody
/// @param nodeMonitorPeriod how often nodes are looked at
/// @param nodeMonitorGrace how long a node may be silent before it counts as unknown
/// @param nodeStartupGrace the same for a node that never spoke
/// @param terminatedPodThreshold how many finished Pods are kept before the oldest go
/// @param identity this process' name in the leader election; "" for no election
/// @param clusterCidr IPv4 addresses that are shared out to nodes for their Pods; "" when nobody
///   here does that
public record ControllerConfig(
        String rootCa,
        @Nullable Signing signing,
        Duration nodeMonitorPeriod,
        Duration nodeMonitorGrace,
        Duration nodeStartupGrace,
        int terminatedPodThreshold,
        String identity,
        String clusterCidr) {
    public static final ControllerConfig DEFAULT =
            new ControllerConfig(
                    "",
                    null,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(50),
                    Duration.ofSeconds(60),
                    12_500,
                    "",
                    "");

    /// The authority that signs certificate requests.
    ///
    /// @param validity of what it signs, if the request does not ask for less
    public record Signing(X509Certificate certificate, PrivateKey key, Duration validity) {}

    public ControllerConfig withRootCa(String pem) {
        return new ControllerConfig(
                pem,
                signing,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
                identity,
                clusterCidr);
    }

    public ControllerConfig withSigning(@Nullable Signing authority) {
        return new ControllerConfig(
                rootCa,
                authority,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
                identity,
                clusterCidr);
    }

    public ControllerConfig withIdentity(String name) {
        return new ControllerConfig(
                rootCa,
                signing,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
                name,
                clusterCidr);
    }

    /// With Pods' addresses given out to nodes, 256 to each.
    public ControllerConfig withClusterCidr(String cidr) {
        return new ControllerConfig(
                rootCa,
                signing,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
                identity,
                cidr);
    }

    /// With other times for looking at nodes.
    ///
    /// @param period how often nodes are looked at
    /// @param grace how long a node may be silent
    public ControllerConfig withNodeMonitor(Duration period, Duration grace) {
        return new ControllerConfig(
                rootCa,
                signing,
                period,
                grace,
                nodeStartupGrace,
                terminatedPodThreshold,
                identity,
                clusterCidr);
    }
}
