package dev.jong.apiserver.flowcontrol;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// How long there were how many of something. Whoever changes the number tells so with three atomic
/// additions and waits for nobody: leaving a number adds the time to its cell, reaching one
/// subtracts it, so that what has ended holds how long it lasted and only the number that holds now
/// is open.
///
/// Exact below 1024, to one part in 512 above.
final class Occupancy {
    private static final int EXACT_BITS = 10;
    private static final int EXACT = 1 << EXACT_BITS;
    private static final int LARGEST = 1 << 20;

    private final LongSupplier clock;
    private final long begin;
    private final AtomicLongArray cells = new AtomicLongArray(cell(LARGEST) + 1);

    /// The last cell that was ever used.
    private final AtomicInteger last = new AtomicInteger();

    /// The number that holds now, once all changes are told.
    private final AtomicInteger current = new AtomicInteger();

    /// The highest number since [#peak] was asked.
    private final AtomicInteger peak = new AtomicInteger();

    /// @param clock nanoseconds
    Occupancy(LongSupplier clock) {
        this.clock = clock;
        begin = clock.getAsLong();
    }

    /// The number changed just now. Changes of one moment may be told in any order.
    void moved(int from, int to) {
        int left = cell(from);
        int reached = cell(to);
        if (to > peak.get()) {
            peak.accumulateAndGet(to, Math::max);
        }
        if (left == reached) {
            current.getAndAdd(to - from);
            return;
        }
        if (reached > last.get()) {
            last.accumulateAndGet(reached, Math::max);
        }
        long now = clock.getAsLong() - begin;
        cells.getAndAdd(left, now);
        current.getAndAdd(to - from); // between the two, so that a reader cannot miss it
        cells.getAndAdd(reached, -now);
    }

    /// The highest number since this was last asked.
    ///
    /// @param current what it is now
    int peak(int current) {
        return Math.max(peak.getAndSet(current), current);
    }

    /// For each cell how many nanoseconds it held, since the beginning.
    long[] nanos() {
        while (true) {
            int number = current.get();
            var copy = new long[last.get() + 1];
            long sum = 0;
            for (int i = 0; i < copy.length; i++) {
                copy[i] = cells.get(i);
                sum += copy[i];
            }
            if (sum == 0 && number == current.get() && cell(number) < copy.length) {
                copy[cell(number)] += clock.getAsLong() - begin;
                return copy;
            }
            LockSupport.parkNanos(this, 1_000); // somebody is between his additions
        }
    }

    /// What was added to each cell.
    static long[] since(long[] earlier, long[] now) {
        var grown = now.clone();
        for (int i = 0; i < Math.min(earlier.length, now.length); i++) {
            grown[i] -= earlier[i];
        }
        return grown;
    }

    private static int cell(int number) {
        int size = Math.clamp(number, 0, LARGEST);
        int shift = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(size) - EXACT_BITS);
        return (shift << (EXACT_BITS - 1)) + (size >>> shift);
    }

    /// The number that a cell stands for.
    static int number(int cell) {
        if (cell < EXACT) {
            return cell;
        }
        int shift = (cell >>> (EXACT_BITS - 1)) - 1;
        return (cell - (shift << (EXACT_BITS - 1))) << shift;
    }

    /// A look at how a number changed since the look before.
    ///
    /// @param seconds that passed
    /// @param average weighted by time
    /// @param deviation standard deviation, weighted by time
    record Period(double seconds, double average, double deviation, int peak) {
        /// @param nanos of each cell
        static Period of(long[] nanos, int peak) {
            double all = Arrays.stream(nanos).sum();
            if (all <= 0) {
                return new Period(0, 0, 0, peak);
            }
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < nanos.length; i++) {
                double number = number(i);
                sum += number * nanos[i];
                squares += number * number * nanos[i];
            }
            double average = sum / all;
            double variance = Math.max(0, squares / all - average * average);
            return new Period(all / 1e9, average, Math.sqrt(variance), peak);
        }
    }
}
