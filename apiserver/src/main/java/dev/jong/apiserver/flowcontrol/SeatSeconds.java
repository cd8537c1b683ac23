package dev.jong.apiserver.flowcontrol;

import java.util.Locale;

/// An amount of work, and what a queue's progress is measured in: exact, so that what is added and
/// taken away again leaves nothing.
///
/// @param units hundred-millionths of a seat-second
record SeatSeconds(long units) implements Comparable<SeatSeconds> {
    static final SeatSeconds ZERO = new SeatSeconds(0);
    private static final long PER_SECOND = 100_000_000;

    static SeatSeconds of(double seats, double seconds) {
        return new SeatSeconds(Math.round(seats * seconds * PER_SECOND));
    }

    SeatSeconds plus(SeatSeconds other) {
        return new SeatSeconds(units + other.units);
    }

    SeatSeconds minus(SeatSeconds other) {
        return new SeatSeconds(units - other.units);
    }

    SeatSeconds atLeast(SeatSeconds other) {
        return compareTo(other) < 0 ? other : this;
    }

    SeatSeconds atMost(SeatSeconds other) {
        return compareTo(other) > 0 ? other : this;
    }

    double seconds() {
        return (double) units / PER_SECOND;
    }

    @Override
    public int compareTo(SeatSeconds other) {
        return Long.compare(units, other.units);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%d.%08dss", units / PER_SECOND, Math.abs(units % PER_SECOND));
    }
}
