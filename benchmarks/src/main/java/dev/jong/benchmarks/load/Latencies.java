package dev.jong.benchmarks.load;

import java.util.Arrays;

/// Latencies of finished calls, in nanoseconds; one instance per worker, merged at the end.
final class Latencies {
    private long[] nanos;
    private int count;

    Latencies() {
        this(4096);
    }

    /// Makes room for so many: growing would hold up who measures.
    Latencies(int expected) {
        nanos = new long[expected];
    }

    void add(long value) {
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
        nanos[count++] = value;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < other.count; i++) add(other.nanos[i]);
    }

    int count() {
        return count;
    }

    /// Milliseconds at `share` (0..1) of the sorted values; 0 when there are none.
    double percentile(double share) {
        if (count == 0) return 0;
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int index = (int) Math.ceil(share * count) - 1;
        return sorted[Math.clamp(index, 0, count - 1)] / 1e6;
    }
}
