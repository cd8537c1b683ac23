package dev.jong.apiserver;

import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.http.HttpServerConfig;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How an API server runs.
///
/// @param http where it listens
/// @param access who is let in; empty: everybody, as an administrator, and without admission
public record ApiServerConfig(
        HttpServerConfig http,
        InstantSource clock,
        RandomGenerator random,
        Optional<AccessConfig> access) {
    public ApiServerConfig(HttpServerConfig http, InstantSource clock, RandomGenerator random) {
        this(http, clock, random, Optional.empty());
    }

    public ApiServerConfig withAccess(AccessConfig rules) {
        return new ApiServerConfig(http, clock, random, Optional.of(rules));
    }
}
