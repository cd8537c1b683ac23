package dev.jong.foundation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// Metrics of one name, told apart by the values of their labels.
final class Family {
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private static final Comparator<List<String>> RISING =
            (one, other) -> {
                for (int i = 0; i < one.size(); i++) {
                    int order = one.get(i).compareTo(other.get(i));
                    if (order != 0) {
                        return order;
                    }
                }
                return 0;
            };

    private final Stability stability;
    private final String name;
    private final String help;
    private final Type type;
    private final double[] bounds;
    private final List<String> labels;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    private final Map<List<String>, Gauge> gauges = new ConcurrentHashMap<>();
    private final Map<List<String>, Buckets> distributions = new ConcurrentHashMap<>();
    private final Map<String, Consumer<Metrics.Sample>> asked = new ConcurrentHashMap<>();
    private volatile @Nullable Consumer<Metrics.Spread> askedSpread;
    private volatile String deprecatedSince = "";

    /// @param bounds upper bounds of a histogram's buckets, rising
    /// @param labels rising
    Family(
            Stability stability,
            String name,
            String help,
            Type type,
            List<Double> bounds,
            List<String> labels) {
        if (!labels.stream().sorted().toList().equals(labels)) {
            throw new IllegalArgumentException("The labels of " + name + " do not rise: " + labels);
        }
        this.stability = stability;
        this.name = name;
        this.help = help;
        this.type = type;
        this.bounds = bounds.stream().mapToDouble(Double::doubleValue).toArray();
        this.labels = labels;
    }

    Stability stability() {
        return stability;
    }

    /// A version such as `1.34.0`; empty when the family is meant to stay.
    String deprecatedSince() {
        return deprecatedSince;
    }

    void deprecate(String since) {
        deprecatedSince = since;
    }

    /// Grows.
    static final class Counter implements Metrics.Count, DoubleSupplier {
        private final DoubleAdder value = new DoubleAdder();

        @Override
        public void add(double amount) {
            value.add(amount);
        }

        @Override
        public double getAsDouble() {
            return value.sum();
        }
    }

    /// Rises, falls, or is set.
    static final class Gauge implements Metrics.Level, DoubleSupplier {
        private final AtomicLong bits = new AtomicLong();

        @Override
        public void set(double now) {
            bits.set(Double.doubleToRawLongBits(now));
        }

        @Override
        public void add(double amount) {
            bits.updateAndGet(
                    now -> Double.doubleToRawLongBits(Double.longBitsToDouble(now) + amount));
        }

        @Override
        public double getAsDouble() {
            return Double.longBitsToDouble(bits.get());
        }
    }

    /// How many values fell into each bucket; the last has no upper bound.
    static final class Buckets implements Metrics.Distribution {
        private final double[] bounds;
        private final AtomicLongArray counts;
        private final DoubleAdder sum = new DoubleAdder();

        Buckets(double[] bounds) {
            this.bounds = bounds;
            this.counts = new AtomicLongArray(bounds.length + 1);
        }

        @Override
        public void observe(double value) {
            int i = 0;
            while (i < bounds.length && value > bounds[i]) {
                i++;
            }
            counts.getAndIncrement(i);
            sum.add(value);
        }

        @Override
        public void observeLowest(long count, double all) {
            counts.getAndAdd(0, count);
            sum.add(all);
        }

        long[] counts() {
            var now = new long[counts.length()];
            for (int i = 0; i < now.length; i++) {
                now[i] = counts.get(i);
            }
            return now;
        }
    }

    Counter counter(String... values) {
        return counters.computeIfAbsent(key(values), _ -> new Counter());
    }

    void forget(String... values) {
        counters.remove(key(values));
    }

    Gauge gauge(String... values) {
        return gauges.computeIfAbsent(key(values), _ -> new Gauge());
    }

    Buckets buckets(String... values) {
        return distributions.computeIfAbsent(key(values), _ -> new Buckets(bounds));
    }

    /// @param part of those who tell values of this family; a later one of the same name replaces
    ///   it
    void ask(String part, Consumer<Metrics.Sample> values) {
        asked.put(part, values);
    }

    /// @param values tells distributions of this family
    void askSpread(Consumer<Metrics.Spread> values) {
        askedSpread = values;
    }

    private List<String> key(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(
                    name + " has labels " + labels + ", not as many as " + List.of(values));
        }
        return List.of(values);
    }

    /// Nothing when there is no series.
    void write(StringBuilder out) {
        int begin = out.length();
        var level = stability == Stability.NONE ? "" : "[" + stability + "] ";
        var end = deprecatedSince.isEmpty() ? "" : "(Deprecated since " + deprecatedSince + ") ";
        TextLines.head(out, name, level + end + help, type.name().toLowerCase(Locale.ROOT));
        int head = out.length();
        var shown = new HashMap<List<String>, DoubleSupplier>();
        asked.values().forEach(each -> each.accept((value, of) -> shown.put(key(of), () -> value)));
        write(out, shown);
        write(out, counters);
        write(out, gauges);
        for (var key : sorted(distributions)) {
            var buckets = distributions.get(key);
            if (buckets != null) {
                write(out, key, buckets.counts(), buckets.sum.sum());
            }
        }
        var spread = askedSpread;
        if (spread != null) {
            var told = new TreeMap<List<String>, Runnable>(RISING);
            spread.accept((counts, sum, of) -> {
                var key = key(of);
                told.put(key, () -> write(out, key, counts, sum));
            });
            told.values().forEach(Runnable::run);
        }
        if (out.length() == head) {
            out.setLength(begin);
        }
    }

    private void write(StringBuilder out, Map<List<String>, ? extends DoubleSupplier> series) {
        for (var key : sorted(series)) {
            var value = series.get(key);
            if (value != null) {
                TextLines.sample(out, name, labels, key, value.getAsDouble());
            }
        }
    }

    private static List<List<String>> sorted(Map<List<String>, ?> series) {
        var keys = new ArrayList<>(series.keySet());
        keys.sort(RISING);
        return keys;
    }

    /// @param counts of each bucket by itself
    private void write(StringBuilder out, List<String> key, long[] counts, double sum) {
        long all = 0;
        for (int i = 0; i <= bounds.length; i++) {
            all += counts[i];
            double bound = i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY;
            TextLines.bucket(out, name, labels, key, bound, all);
        }
        TextLines.sample(out, name + "_sum", labels, key, sum);
        TextLines.sample(out, name + "_count", labels, key, (double) all);
    }
}
