package dev.jong.apiserver.flowcontrol;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How many seats requests have, and how many waiting ones want. Taking and giving are one
/// compare-and-set each as long as nobody waits.
final class Seats {
    private static final long TAKEN = 1L << Integer.SIZE;

    /// Seats taken in the upper half, seats waited for in the lower.
    private final AtomicLong state = new AtomicLong();

    private final AtomicInteger executing = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile int limit;

    /// Seats taken and waited for.
    private final Occupancy demand;

    private final Occupancy used;
    private final Occupancy executingRequests;
    private final Occupancy waitingRequests;

    /// @param clock nanoseconds
    Seats(LongSupplier clock) {
        demand = new Occupancy(clock);
        used = new Occupancy(clock);
        executingRequests = new Occupancy(clock);
        waitingRequests = new Occupancy(clock);
    }

    int limit() {
        return limit;
    }

    void limit(int count) {
        limit = count;
    }

    int taken() {
        return taken(state.get());
    }

    /// Requests.
    int executing() {
        return executing.get();
    }

    /// Requests.
    int waiting() {
        return waiting.get();
    }

    Occupancy demand() {
        return demand;
    }

    Occupancy used() {
        return used;
    }

    Occupancy executingRequests() {
        return executingRequests;
    }

    Occupancy waitingRequests() {
        return waitingRequests;
    }

    int wanted() {
        return wanted(state.get());
    }

    private static int taken(long state) {
        return (int) (state >> Integer.SIZE);
    }

    private static int wanted(long state) {
        return taken(state) + (int) state;
    }

    /// Takes seats for a request unless somebody waits for some. One that wants more seats than
    /// there are gets them when it is alone.
    ///
    /// @param queues whether it could wait: then it does where there are no seats at all
    boolean takeAtOnce(int count, boolean queues) {
        return waiting.get() == 0 && change(count, 0, queues);
    }

    /// Takes the seats that a request waited for.
    boolean takeWaited(int count) {
        if (!change(count, -count, true)) {
            return false;
        }
        int before = waiting.getAndDecrement();
        waitingRequests.moved(before, before - 1);
        return true;
    }

    private boolean change(int count, int waited, boolean queues) {
        while (true) {
            long now = state.get();
            int taken = taken(now);
            boolean fits = count > limit ? taken == 0 : taken + count <= limit;
            if (!fits || (queues && taken >= limit)) {
                return false;
            }
            long next = now + count * TAKEN + waited;
            if (state.compareAndSet(now, next)) {
                moved(now, next);
                begins();
                return true;
            }
        }
    }

    /// Takes seats that are not limited.
    void takeAnyway(int count) {
        add(count * TAKEN);
        begins();
    }

    private void begins() {
        int before = executing.getAndIncrement();
        executingRequests.moved(before, before + 1);
    }

    /// A request was served; it may keep its seats for a while.
    void ends() {
        int before = executing.getAndDecrement();
        executingRequests.moved(before, before - 1);
    }

    void give(int count) {
        add(-count * TAKEN);
    }

    void waits(int count) {
        add(count);
        int before = waiting.getAndIncrement();
        waitingRequests.moved(before, before + 1);
    }

    void waitsNoMore(int count) {
        add(-count);
        int before = waiting.getAndDecrement();
        waitingRequests.moved(before, before - 1);
    }

    private void add(long change) {
        long before = state.getAndAdd(change);
        moved(before, before + change);
    }

    private void moved(long before, long now) {
        demand.moved(wanted(before), wanted(now));
        used.moved(taken(before), taken(now));
    }
}
