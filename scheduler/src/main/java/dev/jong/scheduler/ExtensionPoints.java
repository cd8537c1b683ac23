package dev.jong.scheduler;

import dev.jong.foundation.Metrics;
import dev.jong.foundation.Stability;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How long a profile's plugins take at each extension point, under upstream's name.
final class ExtensionPoints {
    static final String SUCCESS = "Success";
    static final String UNSCHEDULABLE = "Unschedulable";

    private static final double NANOS_PER_SECOND = 1e9;

    private final Metrics.Histograms seconds;
    private final String profile;
    private final Map<Key, Metrics.Distribution> known = new ConcurrentHashMap<>();

    private record Key(String point, String status) {}

    ExtensionPoints(Metrics metrics, String profile) {
        this.profile = profile;
        seconds =
                metrics.histograms(
                        Stability.STABLE,
                        "scheduler_framework_extension_point_duration_seconds",
                        "How long all plugins of an extension point took, in seconds.",
                        Metrics.exponential(0.0001, 2, 12),
                        "extension_point",
                        "profile",
                        "status");
    }

    /// Counts for nobody.
    static ExtensionPoints untold() {
        return new ExtensionPoints(new Metrics(), "");
    }

    /// @param point `PreFilter`, `Filter`, `Bind`
    /// @param fits whether the Pod may go on
    /// @param start of [System#nanoTime]
    void passed(String point, boolean fits, long start) {
        took(point, fits, System.nanoTime() - start);
    }

    void took(String point, boolean fits, long nanos) {
        known.computeIfAbsent(
                        new Key(point, fits ? SUCCESS : UNSCHEDULABLE),
                        key -> seconds.with(key.point, profile, key.status))
                .observe(nanos / NANOS_PER_SECOND);
    }
}
