package dev.jong.controllers;

import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the controllers are to work; defaults are upstream's.
///
/// @param rootCa PEM of the API server's authority, published in every namespace; "" for none
/// @param signing who signs certificate requests; null: nobody
/// @param tokenIssuer who issues the tokens that Secrets hold; null: nobody
/// @param nodeMonitorPeriod how often nodes are looked at
/// @param nodeMonitorGrace how long a node may be silent before it counts as unknown
/// @param nodeStartupGrace the same for a node that never spoke
/// @param terminatedPodThreshold how many finished Pods are kept before the oldest go
/// @param clusterCidr IPv4 addresses that are shared out to nodes for their Pods; "" when nobody
///   here does that
public record ControllerConfig(
        String rootCa,
        @Nullable Signing signing,
        @Nullable TokenIssuer tokenIssuer,
        Duration nodeMonitorPeriod,
        Duration nodeMonitorGrace,
        Duration nodeStartupGrace,
        int terminatedPodThreshold,
        String clusterCidr) {
    public static final ControllerConfig DEFAULT =
            new ControllerConfig(
                    "",
                    null,
                    null,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(50),
                    Duration.ofSeconds(60),
                    12_500,
                    "");

    /// The authority that signs certificate requests.
    ///
    /// @param validity of what it signs, if the request does not ask for less
    public record Signing(X509Certificate certificate, PrivateKey key, Duration validity) {}

    /// Issues tokens without an end.
    @FunctionalInterface
    public interface TokenIssuer {
        /// @param secret that will hold the token
        String issue(ServiceAccount account, Secret secret);
    }

    public ControllerConfig withRootCa(String pem) {
        return new ControllerConfig(
                pem,
                signing,
                tokenIssuer,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
                clusterCidr);
    }

    public ControllerConfig withSigning(@Nullable Signing authority) {
        return new ControllerConfig(
                rootCa,
                authority,
                tokenIssuer,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
                clusterCidr);
    }

    public ControllerConfig withTokenIssuer(TokenIssuer issuer) {
        return new ControllerConfig(
                rootCa,
                signing,
                issuer,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
                clusterCidr);
    }

    /// With Pods' addresses given out to nodes, 256 to each.
    public ControllerConfig withClusterCidr(String cidr) {
        return new ControllerConfig(
                rootCa,
                signing,
                tokenIssuer,
                nodeMonitorPeriod,
                nodeMonitorGrace,
                nodeStartupGrace,
                terminatedPodThreshold,
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
                tokenIssuer,
                period,
                grace,
                nodeStartupGrace,
                terminatedPodThreshold,
                clusterCidr);
    }
}
