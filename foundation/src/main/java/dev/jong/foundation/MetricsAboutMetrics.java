package dev.jong.foundation;

import static dev.jong.foundation.Stability.ALPHA;
import static dev.jong.foundation.Stability.BETA;

/// What Kubernetes' metrics tell of themselves (KEP-1209).
public final class MetricsAboutMetrics {
    private MetricsAboutMetrics() {}

    public static void tell(Metrics metrics) {
        metrics.counters(
                BETA,
                "registered_metrics_total",
                "Families of metrics that exist, by how far they may be relied on and since when they"
                        + " are to go.",
                sample ->
                        metrics.registered()
                                .forEach((promise, count) -> {
                                    if (promise.stability() != Stability.NONE) {
                                        sample.show(
                                                count,
                                                promise.deprecatedSince(),
                                                promise.stability().name());
                                    }
                                }),
                "deprecated_version",
                "stability_level");
        metrics.counters(BETA, "hidden_metrics_total", "Families that are no longer shown.");
        metrics.counters(BETA, "disabled_metrics_total", "Families that were switched off.");
        metrics.counters(
                ALPHA,
                "cardinality_enforcement_unexpected_categorizations_total",
                "Values of labels that stand outside a list of permitted ones.");
    }
}
