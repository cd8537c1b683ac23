package dev.jong.apiserver.discovery;

import static dev.jong.foundation.Stability.STABLE;

import dev.jong.foundation.Metrics;

/// How each health check fared when it was last asked, and how often it fared how.
final class HealthFigures {
    private final Metrics.Gauges now;
    private final Metrics.Counters all;

    HealthFigures(Metrics metrics) {
        now =
                metrics.gauges(
                        STABLE,
                        "kubernetes_healthcheck",
                        "1 for each health check that went well when it was last asked.",
                        "name",
                        "type");
        all =
                metrics.counters(
                        STABLE,
                        "kubernetes_healthchecks_total",
                        "How often each health check was asked, by how it went.",
                        "name",
                        "status",
                        "type");
    }

    /// @param type `healthz`, `livez`, `readyz`
    void asked(String name, String type, boolean well) {
        now.with(name, type).set(well ? 1 : 0);
        all.with(name, well ? "success" : "error", type).add(1);
    }
}
