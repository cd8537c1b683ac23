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

    /// Tells how long one step of one plugin takes.
    final class Timer {
        private final String name;
        private final Step step;
        private final Map<Operation, Metrics.Distribution> passed = new ConcurrentHashMap<>();
        private final Map<Operation, Metrics.Distribution> refused = new ConcurrentHashMap<>();

        private Timer(String name, Step step) {
            this.name = name;
            this.step = step;
        }

        /// Does it and tells how long it took.
        <R> R time(Operation operation, Supplier<R> work) {
            long start = System.nanoTime();
            boolean rejected = true;
            try {
                var result = work.get();
                rejected = false;
                return result;
            } finally {
                of(operation, rejected).observe((System.nanoTime() - start) / NANOS_PER_SECOND);
            }
        }

        private Metrics.Distribution of(Operation operation, boolean rejected) {
            var all = rejected ? refused : passed;
            var known = all.get(operation);
            return known != null
                    ? known
                    : all.computeIfAbsent(operation, asked -> distribution(asked, rejected));
        }

        private Metrics.Distribution distribution(Operation operation, boolean rejected) {
            var end = Boolean.toString(rejected);
            return name.isEmpty()
                    ? steps.with(operation.name(), end, step.label)
                    : plugins.with(name, operation.name(), end, step.label);
        }
    }

    /// @param name of the plugin; empty for all together
    Timer timer(String name, Step step) {
        return new Timer(name, step);
    }
}
