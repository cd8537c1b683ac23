package dev.jong.apiserver.flowcontrol;

import java.time.Duration;

/// What a request is taken to cost: seats while it is served, and, because its change goes to many
/// watchers, seats for a while after it.
///
/// @param initialSeats while it is served
/// @param finalSeats afterwards
/// @param lingering how long it keeps its seats afterwards; its client does not wait for that
record Work(int initialSeats, int finalSeats, Duration lingering) {
    static final Work ONE_SEAT = seats(1);

    /// What a request is taken to last before it is known.
    private static final double GUESS_SECONDS = 0.003;

    static Work seats(int count) {
        return new Work(count, 0, Duration.ZERO);
    }

    /// The same work, not wider than this at its end: what is narrower lasts longer.
    Work narrowed(int most) {
        if (finalSeats <= most || most < 1) {
            return this;
        }
        return new Work(initialSeats, most, lingering.multipliedBy(finalSeats).dividedBy(most));
    }

    /// Seats that it has all the time.
    int seats() {
        return Math.max(initialSeats, finalSeats);
    }

    SeatSeconds total() {
        return SeatSeconds.of(initialSeats, GUESS_SECONDS)
                .plus(SeatSeconds.of(finalSeats, lingering.toNanos() / 1e9));
    }

    /// What was guessed too much of what was done while it was served.
    SeatSeconds overrated(double lastedSeconds) {
        return SeatSeconds.of(initialSeats, GUESS_SECONDS - lastedSeconds);
    }

    /// What so many seats are taken to still have to do.
    static SeatSeconds inProgress(int seats) {
        return SeatSeconds.of(seats, GUESS_SECONDS);
    }
}
