package dev.jong.apiserver;

import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.service.ServiceNetwork;
import dev.jong.http.HttpServerConfig;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How an API server runs.
///
/// @param http where it listens
/// @param access who is let in; empty: everybody, as an administrator, and without admission
/// @param services which addresses and ports Services get
/// @param flags what else was chosen, as flags of kube-apiserver
public record ApiServerConfig(
        HttpServerConfig http,
        InstantSource clock,
        RandomGenerator random,
        Optional<AccessConfig> access,
        ServiceNetwork services,
        ServerFlags flags) {
    public ApiServerConfig(HttpServerConfig http, InstantSource clock, RandomGenerator random) {
        this(http, clock, random, Optional.empty(), ServiceNetwork.DEFAULT, ServerFlags.NONE);
    }

    public ApiServerConfig withAccess(AccessConfig rules) {
        return new ApiServerConfig(http, clock, random, Optional.of(rules), services, flags);
    }

    public ApiServerConfig withServices(ServiceNetwork network) {
        return new ApiServerConfig(http, clock, random, access, network, flags);
    }

    public ApiServerConfig withFlags(ServerFlags chosen) {
        return new ApiServerConfig(http, clock, random, access, services, chosen);
    }
}
