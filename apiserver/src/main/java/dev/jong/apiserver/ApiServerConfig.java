package dev.jong.apiserver;

import dev.jong.http.HttpServerConfig;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// How an API server runs.
///
/// @param http where it listens
public record ApiServerConfig(HttpServerConfig http, InstantSource clock, RandomGenerator random) {}
