package dev.jong.proxy;

import dev.jong.foundation.Metrics;
import dev.jong.foundation.ProcessMetrics;
import dev.jong.foundation.Stability;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// What kube-proxy tells of its work: `kubeproxy_…`.
final class ProxyFigures {
    private static final String PREFIX = "kubeproxy_";
    private static final double[] SYNC_SECONDS = Metrics.exponential(0.001, 2, 15);
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Metrics metrics;
    private final Metrics.Histograms sync;
    private final Metrics.Histograms fullSync;
    private final Metrics.Histograms programming;
    private final Metrics.Gauges lastSync;
    private final Metrics.Gauges lastQueued;
    private final Metrics.Counters failures;
    private final Metrics.Counters health;
    private final Metrics.Counters live;
    private final Metrics.Count serviceChanges;
    private final Metrics.Count endpointChanges;
    private final AtomicLong pendingServices = new AtomicLong();
    private final AtomicLong pendingEndpoints = new AtomicLong();

    /// @param mode `nftables` or `iptables`
    ProxyFigures(Metrics metrics, String mode) {
        this.metrics = metrics;
        ProcessMetrics.tell(metrics);
        sync =
                histograms(
                        "sync_proxy_rules_duration_seconds",
                        "How long it takes to make rules hold.",
                        SYNC_SECONDS);
        fullSync =
                histograms(
                        "sync_full_proxy_rules_duration_seconds",
                        "How long it takes to make all rules hold.",
                        SYNC_SECONDS);
        programming =
                histograms(
                        "network_programming_duration_seconds",
                        "From the change of a Service or Pod until its rules hold.",
                        programmingSeconds());
        lastSync =
                gauges(
                        "sync_proxy_rules_last_timestamp_seconds",
                        "When rules were made to hold last.");
        lastQueued =
                gauges(
                        "sync_proxy_rules_last_queued_timestamp_seconds",
                        "When a change that calls for other rules came last.");
        failures =
                counters(
                        mode.equals("nftables")
                                ? "sync_proxy_rules_nftables_sync_failures_total"
                                : "sync_proxy_rules_iptables_restore_failures_total",
                        "How often the kernel did not take rules.",
                        "ip_family");
        health = counters("proxy_healthz_total", "Answers of /healthz.", "code");
        live = counters("proxy_livez_total", "Answers of /livez.", "code");
        serviceChanges =
                counters("sync_proxy_rules_service_changes_total", "Changes of Services.").with();
        endpointChanges =
                counters("sync_proxy_rules_endpoint_changes_total", "Changes of endpoints.").with();
        pending("service", "Changes of Services that are not in the rules.", pendingServices);
        pending("endpoint", "Changes of endpoints that are not in the rules.", pendingEndpoints);
    }

    /// 0.25 and 0.5 s, each second of the first minute, and further apart up to five minutes.
    private static double[] programmingSeconds() {
        return Stream.of(
                        Metrics.linear(0.25, 0.25, 2),
                        Metrics.linear(1, 1, 59),
                        Metrics.linear(60, 5, 12),
                        Metrics.linear(120, 30, 7))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private Metrics.Histograms histograms(String name, String help, double[] bounds) {
        return metrics.histograms(PREFIX + name, help, bounds, "ip_family");
    }

    private Metrics.Gauges gauges(String name, String help) {
        return metrics.gauges(PREFIX + name, help, "ip_family");
    }

    private Metrics.Counters counters(String name, String help, String... labels) {
        return metrics.counters(PREFIX + name, help, labels);
    }

    private void pending(String what, String help, AtomicLong count) {
        metrics.gauge(
                Stability.ALPHA,
                PREFIX + "sync_proxy_rules_" + what + "_changes_pending",
                help,
                count::get);
    }

    Metrics metrics() {
        return metrics;
    }

    void serviceChanged() {
        serviceChanges.add(1);
        pendingServices.incrementAndGet();
    }

    void endpointsChanged() {
        endpointChanges.add(1);
        pendingEndpoints.incrementAndGet();
    }

    /// What came so far is about to be applied.
    void taken() {
        pendingServices.set(0);
        pendingEndpoints.set(0);
    }

    void queued(Family family, long nowMillis) {
        lastQueued.with(family.addressType()).set(nowMillis / MILLIS);
    }

    void applied(Family family, long nanos, long nowMillis) {
        sync.with(family.addressType()).observe(nanos / NANOS);
        fullSync.with(family.addressType()).observe(nanos / NANOS);
        lastSync.with(family.addressType()).set(nowMillis / MILLIS);
    }

    void programmed(Family family, double seconds) {
        programming.with(family.addressType()).observe(seconds);
    }

    void failed(Family family) {
        failures.with(family.addressType()).add(1);
    }

    void askedHealth(int code) {
        health.with(Integer.toString(code)).add(1);
    }

    void askedLive(int code) {
        live.with(Integer.toString(code)).add(1);
    }
}
