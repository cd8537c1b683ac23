package dev.jong.apiserver.encryption;

import dev.jong.apiserver.config.ServerIdentity;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import java.time.InstantSource;

/// What services that keep keys are asked, and which of their keys are in use:
/// `apiserver_envelope_encryption_…`. Keys are shown by their hashes.
final class KeyFigures {
    private static final String PREFIX = "apiserver_envelope_encryption_";
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1000;

    /// From 0.1 ms to 52 s.
    private static final double[] SECONDS = Metrics.exponential(1e-4, 2, 20);

    private final Metrics.Histograms calls;
    private final Metrics.Counters uses;
    private final Metrics.Gauges lastUse;
    private final Metrics.Gauges lastStatus;
    private final Metrics.Counters invalid;
    private final Metrics.Gauges seeds;
    private final String server;
    private final InstantSource clock;

    /// Which way a value goes.
    enum Way {
        FROM_STORAGE("from_storage"),
        TO_STORAGE("to_storage");

        private final String label;

        Way(String label) {
            this.label = label;
        }
    }

    KeyFigures(Metrics figures, ServerIdentity identity, InstantSource clock) {
        this.server = identity.hash();
        this.clock = clock;
        this.calls =
                figures.histograms(
                        Stability.ALPHA,
                        PREFIX + "kms_operations_latency_seconds",
                        "How long services that keep keys took to answer.",
                        SECONDS,
                        "grpc_status_code",
                        "method_name",
                        "provider_name");
        this.uses =
                figures.counters(
                        Stability.ALPHA,
                        PREFIX + "key_id_hash_total",
                        "How often a key was used.",
                        "apiserver_id_hash",
                        "key_id_hash",
                        "provider_name",
                        "transformation_type");
        this.lastUse =
                figures.gauges(
                        Stability.ALPHA,
                        PREFIX + "key_id_hash_last_timestamp_seconds",
                        "When a key was used last.",
                        "apiserver_id_hash",
                        "key_id_hash",
                        "provider_name",
                        "transformation_type");
        this.lastStatus =
                figures.gauges(
                        Stability.ALPHA,
                        PREFIX + "key_id_hash_status_last_timestamp_seconds",
                        "When a service named a key as its newest last.",
                        "apiserver_id_hash",
                        "key_id_hash",
                        "provider_name");
        this.invalid =
                figures.counters(
                        Stability.ALPHA,
                        PREFIX + "invalid_key_id_from_status_total",
                        "How often a service named a key that cannot be one.",
                        "error",
                        "provider_name");
        this.seeds =
                figures.gauges(
                        Stability.ALPHA,
                        PREFIX + "dek_source_cache_size",
                        "How many seeds are known in plain.",
                        "provider_name");
    }

    /// @param method full name of what was asked
    /// @param code gRPC's word for how it ended, `OK`
    void called(String provider, String method, String code, long nanos) {
        calls.with(code, method, provider).observe(nanos / NANOS);
    }

    void used(Way way, String provider, String keyId) {
        var key = ServerIdentity.hash(keyId);
        uses.with(server, key, provider, way.label).add(1);
        lastUse.with(server, key, provider, way.label).set(now());
    }

    void named(String provider, String keyId) {
        lastStatus.with(server, ServerIdentity.hash(keyId), provider).set(now());
    }

    /// @param error `empty` or `too_long`
    void namedInvalid(String provider, String error) {
        invalid.with(error, provider).add(1);
    }

    void known(String provider, int count) {
        seeds.with(provider).set(count);
    }

    private double now() {
        return clock.millis() / MILLIS;
    }
}
