package dev.jong.apiserver.discovery;

import static dev.jong.foundation.Stability.ALPHA;
import static dev.jong.foundation.Stability.BETA;

import dev.jong.apiserver.config.FeatureGate;
import dev.jong.foundation.Metrics;
import dev.jong.foundation.MetricsAboutMetrics;
import dev.jong.foundation.ProcessMetrics;

/// What every server of Kubernetes tells of itself.
public final class ServerMetrics {
    private ServerMetrics() {}

    public static void tell(Metrics metrics) {
        ProcessMetrics.tell(metrics);
        MetricsAboutMetrics.tell(metrics);
        ServerVersion.tell(metrics);
        var features =
                metrics.gauges(
                        BETA,
                        "kubernetes_feature_enabled",
                        "1 for each feature gate that is on, 0 for the others.",
                        "name",
                        "stage");
        for (var gate : FeatureGate.all()) {
            features.with(gate.name(), gate.stage()).set(gate.on() ? 1 : 0);
        }
        metrics.gauges(
                        ALPHA,
                        "version_info",
                        "The versions that are served and whose behaviour is kept.",
                        "binary",
                        "component",
                        "emulation",
                        "min_compat")
                .with("1.36", "kube", "1.36", "1.35")
                .set(1);
        metrics.counters(
                BETA,
                "apiserver_validation_declarative_validation_mismatch_total",
                "How often two ways to check an object disagreed; here there is one.");
        metrics.counters(
                BETA,
                "apiserver_validation_declarative_validation_panic_total",
                "How often generated checks of an object broke down; here there are none.");
    }
}
