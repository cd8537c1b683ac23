package dev.jong.apiserver.config;

import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import java.time.InstantSource;

/// Counts how often a configuration was followed: `apiserver_WHAT_config_controller_…`.
final class ReloadFigures {
    private static final double MILLIS = 1000;

    private final Metrics.Counters reloads;
    private final Metrics.Gauges last;
    private final String server;
    private final InstantSource clock;
    private volatile String content;

    /// @param what `authentication`, `authorization` or `encryption`
    /// @param content what is in use at first
    ReloadFigures(
            Metrics figures,
            String what,
            String content,
            ServerIdentity identity,
            InstantSource clock) {
        var stability = what.equals("encryption") ? Stability.ALPHA : Stability.BETA;
        var prefix = "apiserver_" + what + "_config_controller_";
        this.reloads =
                figures.counters(
                        stability,
                        prefix + "automatic_reloads_total",
                        "How often a changed " + what + " configuration was taken up, or was not.",
                        "apiserver_id_hash",
                        "status");
        this.last =
                figures.gauges(
                        stability,
                        prefix + "automatic_reload_last_timestamp_seconds",
                        "When that happened last.",
                        "apiserver_id_hash",
                        "status");
        this.server = identity.hash();
        this.clock = clock;
        this.content = content;
        figures.gauges(
                Stability.ALPHA,
                prefix + "last_config_info",
                "The " + what + " configuration in use, by its hash.",
                sample -> sample.show(1, server, ServerIdentity.hash(this.content)),
                "apiserver_id_hash",
                "hash");
    }

    void succeeded(String now) {
        content = now;
        count("success");
    }

    void failed() {
        count("failure");
    }

    private void count(String status) {
        reloads.with(server, status).add(1);
        last.with(server, status).set(clock.millis() / MILLIS);
    }
}
