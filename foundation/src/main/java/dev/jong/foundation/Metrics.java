package dev.jong.foundation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// A process's metrics. A family is asked for by name and made once; asking again gives the same
/// one. A family without labels is told from the start, one with labels as soon as it has a value.
public final class Metrics {
    /// Prometheus' usual buckets for seconds.
    @SuppressWarnings("MutablePublicArray") // bounds are copied by whoever takes them
    public static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};

    private final ConcurrentSkipListMap<String, Family> families = new ConcurrentSkipListMap<>();
    private final @Nullable Metrics whole;

    public Metrics() {
        this(null);
    }

    private Metrics(@Nullable Metrics whole) {
        this.whole = whole;
    }

    /// The metrics of one part of the process: those that are asked for there are told with all
    /// others too.
    public Metrics part() {
        return new Metrics(this);
    }

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

        /// Several values at once, none above the lowest bound.
        default void observeLowest(long count, double sum) {
            for (var i = 0L; i < count; i++) {
                observe(sum / count);
            }
        }
    }

    public interface Counters {
        Count with(String... labels);

        /// Tells no longer of what was counted with these labels: what it was about is gone.
        void forget(String... labels);
    }

    public interface Gauges {
        Level with(String... labels);
    }

    public interface Histograms {
        Distribution with(String... labels);
    }

    /// Takes one value of a family.
    public interface Sample {
        void show(double value, String... labels);
    }

    /// Takes one distribution of a family.
    public interface Spread {
        /// @param counts of each bucket by itself; the last, one more than there are bounds, has no
        ///   upper bound
        /// @param sum of all values
        void show(long[] counts, double sum, String... labels);
    }

    /// @param labels rising
    public Counters counters(Stability stability, String name, String help, String... labels) {
        var family = family(stability, name, help, Family.Type.COUNTER, List.of(), labels);
        if (labels.length == 0) {
            family.counter();
        }
        return new Counters() {
            @Override
            public Count with(String... values) {
                return family.counter(values);
            }

            @Override
            public void forget(String... values) {
                family.forget(values);
            }
        };
    }

    public Counters counters(String name, String help, String... labels) {
        return counters(Stability.ALPHA, name, help, labels);
    }

    /// @param labels rising
    public Gauges gauges(Stability stability, String name, String help, String... labels) {
        var family = family(stability, name, help, Family.Type.GAUGE, List.of(), labels);
        if (labels.length == 0) {
            family.gauge();
        }
        return family::gauge;
    }

    public Gauges gauges(String name, String help, String... labels) {
        return gauges(Stability.ALPHA, name, help, labels);
    }

    /// A family of distributions.
    ///
    /// @param buckets upper bounds, rising
    /// @param labels rising
    public Histograms histograms(
            Stability stability, String name, String help, double[] buckets, String... labels) {
        var bounds = Arrays.stream(buckets).boxed().toList();
        var family = family(stability, name, help, Family.Type.HISTOGRAM, bounds, labels);
        if (labels.length == 0) {
            family.buckets();
        }
        return family::buckets;
    }

    public Histograms histograms(String name, String help, double[] buckets, String... labels) {
        return histograms(Stability.ALPHA, name, help, buckets, labels);
    }

    /// Distributions that are asked when they are read.
    ///
    /// @param buckets upper bounds, rising
    /// @param values shows each
    /// @param labels rising
    public void histograms(
            Stability stability,
            String name,
            String help,
            double[] buckets,
            Consumer<Spread> values,
            String... labels) {
        var bounds = Arrays.stream(buckets).boxed().toList();
        family(stability, name, help, Family.Type.HISTOGRAM, bounds, labels).askSpread(values);
    }

    /// A counter that is asked when it is read.
    public void counter(Stability stability, String name, String help, DoubleSupplier value) {
        family(stability, name, help, Family.Type.COUNTER, List.of())
                .ask("", sample -> sample.show(value.getAsDouble()));
    }

    /// Counters that are asked when they are read.
    ///
    /// @param values shows each
    /// @param labels rising
    public void counters(
            Stability stability,
            String name,
            String help,
            Consumer<Sample> values,
            String... labels) {
        family(stability, name, help, Family.Type.COUNTER, List.of(), labels).ask("", values);
    }

    /// Gauges of one family that several parts tell.
    ///
    /// @param part its name; a later part of the same name replaces it
    /// @param values shows those of the part
    /// @param labels rising
    public void gaugesOf(
            String part,
            Stability stability,
            String name,
            String help,
            Consumer<Sample> values,
            String... labels) {
        family(stability, name, help, Family.Type.GAUGE, List.of(), labels).ask(part, values);
    }

    /// A gauge that is asked when it is read.
    public void gauge(Stability stability, String name, String help, DoubleSupplier value) {
        family(stability, name, help, Family.Type.GAUGE, List.of())
                .ask("", sample -> sample.show(value.getAsDouble()));
    }

    /// Gauges that are asked when they are read.
    ///
    /// @param values shows each
    /// @param labels rising
    public void gauges(
            Stability stability,
            String name,
            String help,
            Consumer<Sample> values,
            String... labels) {
        family(stability, name, help, Family.Type.GAUGE, List.of(), labels).ask("", values);
    }

    private Family family(
            Stability stability,
            String name,
            String help,
            Family.Type type,
            List<Double> bounds,
            String... labels) {
        return families.computeIfAbsent(
                name,
                _ ->
                        whole == null
                                ? new Family(stability, name, help, type, bounds, List.of(labels))
                                : whole.family(stability, name, help, type, bounds, labels));
    }

    /// Says that a family will go away.
    ///
    /// @param since the version, such as `1.34.0`
    public void deprecate(String name, String since) {
        Objects.requireNonNull(families.get(name), name).deprecate(since);
    }

    /// What families have in common.
    ///
    /// @param deprecatedSince empty when they are meant to stay
    public record Promise(Stability stability, String deprecatedSince) {}

    /// How many families there are of each promise.
    public Map<Promise, Integer> registered() {
        var counts = new HashMap<Promise, Integer>();
        for (var family : families.values()) {
            counts.merge(
                    new Promise(family.stability(), family.deprecatedSince()), 1, Integer::sum);
        }
        return counts;
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

    /// Bucket bounds `start`, `start + width`, and so on.
    public static double[] linear(double start, double width, int count) {
        var bounds = new double[count];
        for (var i = 0; i < count; i++) {
            bounds[i] = start + i * width;
        }
        return bounds;
    }

    /// Writes all of them in Prometheus' text format 0.0.4: families and their series rise.
    public void writeText(OutputStream out) throws IOException {
        var text = new StringBuilder();
        for (var family : families.values()) {
            family.write(text);
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
        }
    }
}
