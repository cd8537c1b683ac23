package dev.jong.apiserver.admission;

import static dev.jong.foundation.Stability.STABLE;

import dev.jong.foundation.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// How long admission takes, as a whole and by plugin, under upstream's names.
public final class AdmissionMetrics {
    /// What is done with an object.
    enum Step {
        ADMIT("admit"),
        VALIDATE("validate");

        private final String label;

        Step(String label) {
            this.label = label;
        }
    }

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] SECONDS = {.005, .025, .1, .5, 1, 2.5};

    private final Metrics.Histograms steps;
    private final Metrics.Histograms plugins;
    private final Map<Key, Metrics.Distribution> known = new ConcurrentHashMap<>();

    /// @param name empty for all plugins together
    private record Key(String name, Operation operation, boolean rejected, Step step) {}

    public AdmissionMetrics(Metrics metrics) {
        steps =
                metrics.histograms(
                        STABLE,
                        "apiserver_admission_step_admission_duration_seconds",
                        "How long all plugins together took over a request, in seconds.",
                        SECONDS,
                        "operation",
                        "rejected",
                        "type");
        plugins =
                metrics.histograms(
                        STABLE,
                        "apiserver_admission_controller_admission_duration_seconds",
                        "How long one plugin took over a request, in seconds.",
                        SECONDS,
                        "name",
                        "operation",
                        "rejected",
                        "type");
    }

    /// Does it and tells how long it took.
    ///
    /// @param name of the plugin; empty for all together
    <R> R timed(String name, Operation operation, Step step, Supplier<R> work) {
        long start = System.nanoTime();
        boolean rejected = true;
        try {
            var result = work.get();
            rejected = false;
            return result;
        } finally {
            known.computeIfAbsent(new Key(name, operation, rejected, step), this::distribution)
                    .observe((System.nanoTime() - start) / NANOS_PER_SECOND);
        }
    }

    private Metrics.Distribution distribution(Key key) {
        var rejected = Boolean.toString(key.rejected);
        return key.name.isEmpty()
                ? steps.with(key.operation.name(), rejected, key.step.label)
                : plugins.with(key.name, key.operation.name(), rejected, key.step.label);
    }
}
