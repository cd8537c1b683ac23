package dev.jong.apiserver.discovery;

import dev.jong.foundation.Metrics;

/// How each health check fared when it was last asked, and how often it fared how.
final class HealthFigures {
    private final Metrics.Gauges now;
    private final Metrics.Counters all;

    HealthFigures(Metrics metrics) {
        now =
                metrics.gauges(
                        "kubernetes_healthcheck",
                        "[STABLE] This metric records the result of a single healthcheck.",
                        "name",
                        "type");
        all =
                metrics.counters(
                        "kubernetes_healthchecks_total",
                        "[STABLE] This metric records the results of all healthcheck.",
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
