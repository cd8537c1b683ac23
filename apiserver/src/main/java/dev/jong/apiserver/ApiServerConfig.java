package dev.jong.apiserver;

import dev.jong.apiserver.chain.AccessConfig;
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
public record ApiServerConfig(
        HttpServerConfig http,
        InstantSource clock,
        RandomGenerator random,
        Optional<AccessConfig> access,
        ServiceNetwork services) {
    public ApiServerConfig(HttpServerConfig http, InstantSource clock, RandomGenerator random) {
        this(http, clock, random, Optional.empty(), ServiceNetwork.DEFAULT);
    }

    public ApiServerConfig withAccess(AccessConfig rules) {
        return new ApiServerConfig(http, clock, random, Optional.of(rules), services);
    }

    public ApiServerConfig withServices(ServiceNetwork network) {
        return new ApiServerConfig(http, clock, random, access, network);
    }
}
