package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class OccupancyTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(77);
    private final Occupancy occupancy = new Occupancy(clock::get);

    private void after(double seconds, int from, int to) {
        clock.addAndGet((long) (seconds * SECOND));
        occupancy.moved(from, to);
    }

    @Test
    void weighsNumbersByTheirTime() {
        after(1, 0, 3);
        after(2, 3, 5);
        after(1, 5, 0);
        clock.addAndGet(4 * SECOND);
        var period = Occupancy.Period.of(occupancy.nanos(), occupancy.peak(0));
        assertThat(period.seconds()).isEqualTo(8);
        assertThat(period.average()).isCloseTo((3 * 2 + 5) / 8.0, within(1e-9));
        double squares = (9 * 2 + 25) / 8.0;
        assertThat(period.deviation())
                .isCloseTo(Math.sqrt(squares - Math.pow(11 / 8.0, 2)), within(1e-9));
        assertThat(period.peak()).isEqualTo(5);
        assertThat(occupancy.peak(2)).isEqualTo(2);
    }

    @Test
    void aPeriodIsWhatCameSinceTheOneBefore() {
        after(1, 0, 4);
        clock.addAndGet(SECOND);
        var first = occupancy.nanos();
        clock.addAndGet(3 * SECOND);
        var period = Occupancy.Period.of(Occupancy.since(first, occupancy.nanos()), 4);
        assertThat(period).isEqualTo(new Occupancy.Period(3, 4, 0, 4));
    }

    @Test
    void aMomentIsNoTime() {
        occupancy.moved(0, 9);
        occupancy.moved(9, 0);
        assertThat(occupancy.peak(0)).isEqualTo(9);
        assertThat(Occupancy.Period.of(occupancy.nanos(), 9).seconds()).isZero();
    }

    @Test
    void largeNumbersAreAlmostExact() {
        after(1, 0, 1023);
        after(1, 1023, 123_456);
        clock.addAndGet(SECOND);
        var nanos = occupancy.nanos();
        assertThat(Occupancy.number(nanos.length - 1)).isCloseTo(123_456, within(123_456 / 512));
        assertThat(nanos[1023]).isEqualTo(SECOND);
    }

    @Test
    void utilizationHasAValueForEachNanosecond() {
        var utilization = new Utilization(occupancy, new double[] {0, .5, 1});
        utilization.of(4);
        after(1, 0, 2);
        after(2, 2, 4);
        clock.addAndGet(SECOND);
        utilization.of(2); // what was before counts by what there was before
        clock.addAndGet(SECOND);
        var told = new ArrayList<String>();
        utilization.show(
                (counts, sum, labels) ->
                        told.add(Arrays.toString(counts) + " " + sum / SECOND + " " + labels[0]),
                "x");
        assertThat(told)
                .containsExactly(
                        "["
                                + (SECOND + ", ")
                                + (2 * SECOND + ", ")
                                + (SECOND + ", ")
                                + SECOND
                                + "] "
                                + (2 * .5 + 1 + 2)
                                + " x");
    }

    /// Whoever is stopped between changing the number and telling so tells late.
    @Test
    void knowsWhatHoldsNowWhenAChangeIsToldLate() {
        clock.addAndGet(10);
        occupancy.moved(1, 2);
        clock.addAndGet(90);
        occupancy.moved(0, 1);
        clock.addAndGet(1);
        occupancy.moved(2, 1);
        occupancy.moved(1, 0);
        var before = occupancy.nanos();
        clock.addAndGet(SECOND);
        assertThat(Occupancy.since(before, occupancy.nanos())).containsExactly(SECOND, 0, 0);
    }

    /// Nothing is lost and nothing is counted twice while many change it and one reads.
    @Test
    void agreesWithTimeUnderLoad() throws InterruptedException {
        var real = new Occupancy(System::nanoTime);
        var number = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int j = 0; j < 100_000; j++) {
                                    int before = number.getAndIncrement();
                                    real.moved(before, before + 1);
                                    before = number.getAndDecrement();
                                    real.moved(before, before - 1);
                                }
                            }));
        }
        while (threads.stream().anyMatch(Thread::isAlive)) {
            assertThat(Arrays.stream(real.nanos()).sum()).isPositive();
        }
        for (var thread : threads) {
            thread.join();
        }
        var end = real.nanos();
        assertThat(end).hasSizeLessThanOrEqualTo(5);
        var idle = Occupancy.since(end, real.nanos());
        assertThat(idle[0]).isPositive();
        assertThat(Arrays.stream(idle).skip(1)).allMatch(grown -> grown == 0);
        assertThat(real.peak(0)).isBetween(1, 4);
    }
}
