package dev.jong.apiserver.flowcontrol;

import dev.jong.foundation.Metrics;

/// How long which part of what there is was used: a distribution with one value for each
/// nanosecond, made when somebody reads it.
final class Utilization {
    private final Occupancy occupancy;
    private final double[] bounds;

    // guarded by this
    private final long[] counts;
    private double sum;
    private double whole = 1;
    private long[] seen = new long[0];

    /// @param bounds upper bounds of the buckets, rising
    Utilization(Occupancy occupancy, double[] bounds) {
        this.occupancy = occupancy;
        this.bounds = bounds.clone();
        counts = new long[bounds.length + 1];
    }

    /// @param count what is taken for all of it from now on
    synchronized void of(int count) {
        fold();
        whole = Math.max(count, 1);
    }

    synchronized void show(Metrics.Spread spread, String... labels) {
        fold();
        spread.show(counts.clone(), sum, labels);
    }

    private void fold() {
        var now = occupancy.nanos();
        var grown = Occupancy.since(seen, now);
        seen = now;
        for (int i = 0; i < grown.length; i++) {
            double part = Occupancy.number(i) / whole;
            int bucket = 0;
            while (bucket < bounds.length && part > bounds[bucket]) {
                bucket++;
            }
            counts[bucket] += grown[i];
            sum += part * grown[i];
        }
    }
}
