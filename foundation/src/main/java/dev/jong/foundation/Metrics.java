package dev.jong.foundation;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/// A process's metrics. A family is asked for by name and made once; asking again gives the same
/// one.
public final class Metrics {
    /// Prometheus' usual buckets for seconds.
    @SuppressWarnings("MutablePublicArray") // bounds are copied by whoever takes them
    public static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<String, Object> families = new ConcurrentHashMap<>();

    /// One counter of a family.
    public interface Count {
        void add(double amount);
    }

    /// One gauge of a family.
    public interface Level {
        void set(double value);

        void add(double amount);
    }

    /// One histogram of a family.
    public interface Distribution {
        void observe(double value);
    }

    public interface Counters {
        Count with(String... labels);
    }

    public interface Gauges {
        Level with(String... labels);
    }

    public interface Histograms {
        Distribution with(String... labels);
    }

    public Counters counters(String name, String help, String... labels) {
        return (Counters)
                families.computeIfAbsent(
                        name,
                        _ -> {
                            var family =
                                    Counter.builder()
                                            .name(name)
                                            .help(help)
                                            .labelNames(labels)
                                            .register(registry);
                            return (Counters) values -> family.labelValues(values)::inc;
                        });
    }

    public Gauges gauges(String name, String help, String... labels) {
        return (Gauges)
                families.computeIfAbsent(
                        name,
                        _ -> {
                            var family =
                                    Gauge.builder()
                                            .name(name)
                                            .help(help)
                                            .labelNames(labels)
                                            .register(registry);
                            return (Gauges)
                                    values -> {
                                        var gauge = family.labelValues(values);
                                        return new Level() {
                                            @Override
                                            public void set(double value) {
                                                gauge.set(value);
                                            }

                                            @Override
                                            public void add(double amount) {
                                                gauge.inc(amount);
                                            }
                                        };
                                    };
                        });
    }

    /// A family of distributions.
    ///
    /// @param buckets upper bounds, rising
    public Histograms histograms(String name, String help, double[] buckets, String... labels) {
        return (Histograms)
                families.computeIfAbsent(
                        name,
                        _ -> {
                            var family =
                                    Histogram.builder()
                                            .name(name)
                                            .help(help)
                                            .classicOnly()
                                            .classicUpperBounds(buckets)
                                            .labelNames(labels)
                                            .register(registry);
                            return (Histograms) values -> family.labelValues(values)::observe;
                        });
    }

    /// A gauge that is asked when it is read.
    public void gauge(String name, String help, DoubleSupplier value) {
        families.computeIfAbsent(
                name,
                _ ->
                        GaugeWithCallback.builder()
                                .name(name)
                                .help(help)
                                .callback(sample -> sample.call(value.getAsDouble()))
                                .register(registry));
    }

    /// Gauges that are asked when they are read.
    ///
    /// @param values shows the sample of each: its value and labels
    public void gauges(String name, String help, Consumer<Sample> values, String... labels) {
        families.computeIfAbsent(
                name,
                _ ->
                        GaugeWithCallback.builder()
                                .name(name)
                                .help(help)
                                .labelNames(labels)
                                .callback(sample -> values.accept(sample::call))
                                .register(registry));
    }

    /// Takes one gauge of a family.
    public interface Sample {
        void show(double value, String... labels);
    }

    /// Bucket bounds `start`, `start * factor`, and so on.
    public static double[] exponential(double start, double factor, int count) {
        var bounds = new double[count];
        var bound = start;
        for (var i = 0; i < count; i++) {
            bounds[i] = bound;
            bound *= factor;
        }
        return bounds;
    }

    /// Writes all of them in Prometheus' text format 0.0.4.
    public void writeText(OutputStream out) throws IOException {
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
    }
}
