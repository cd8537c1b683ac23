package dev.jong.apiserver.flowcontrol;

/// How the seats of a level are used, over time.
final class LevelUsage {
    static final double[] DEMAND = {0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.7, 2, 2.8, 4, 6};
    static final double[] SEATS = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1};
    static final double[] REQUESTS = {0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 0.75, 1};

    private final Seats seats;
    private final Utilization demanded;
    private final Utilization taken;
    private final Utilization executing;
    private final Utilization waiting;

    /// Of the keeper's thread.
    private long[] seen = new long[0];

    private volatile SeatDemand demand = SeatDemand.NONE;
    private volatile double target;
    private volatile int places = 1;

    LevelUsage(Seats seats) {
        this.seats = seats;
        demanded = new Utilization(seats.demand(), DEMAND);
        taken = new Utilization(seats.used(), SEATS);
        executing = new Utilization(seats.executingRequests(), REQUESTS);
        waiting = new Utilization(seats.waitingRequests(), REQUESTS);
    }

    /// @param count of requests that may wait
    void places(int count) {
        places = count;
        waiting.of(count);
    }

    int places() {
        return places;
    }

    /// Closes one period of adjustment and begins the next.
    SeatDemand next() {
        var now = seats.demand().nanos();
        var period = Occupancy.since(seen, now);
        seen = now;
        int peak = seats.demand().peak(seats.wanted());
        demand = demand.after(Occupancy.Period.of(period, peak));
        return demand;
    }

    /// @param whole what is taken for all of the seats
    void given(Borrowing.Given given, int whole) {
        target = given.target();
        demanded.of(whole);
        taken.of(whole);
        executing.of(whole);
    }

    SeatDemand demand() {
        return demand;
    }

    double target() {
        return target;
    }

    Utilization demanded() {
        return demanded;
    }

    Utilization taken() {
        return taken;
    }

    Utilization executing() {
        return executing;
    }

    Utilization waiting() {
        return waiting;
    }
}
