package dev.jong.apiserver.flowcontrol;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.foundation.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A priority level at work.
final class Level {
    /// How long a request waits at most: a quarter of what it may last.
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Seats seats = new Seats();
    private final Queueing queueing = new Queueing(seats);
    private final LongAdder dispatched = new LongAdder();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong timedOut = new AtomicLong();
    private final SentAway sentAway = new SentAway();
    private volatile String uid = "";
    private volatile boolean exempt;
    private volatile boolean queues;
    private volatile int nominal;
    private volatile int least;
    private volatile int most;
    private volatile int mostForOne;

    /// Seats that a request has; given back with [#leave].
    ///
    /// @param place null for what was had at once
    record Admission(Level level, int seats, Queueing.@Nullable Place place) {}

    /// What a request met with.
    sealed interface Outcome {
        record Admitted(Admission admission) implements Outcome {}

        /// @param reason as metrics tell it
        /// @param retryAfterSeconds when to come again
        record Refused(String reason, int retryAfterSeconds) implements Outcome {}
    }

    Level(String name) {
        this.name = name;
    }

    /// @param share of the server's seats
    void configure(PriorityLevelConfiguration configuration, int share, int all) {
        uid = requireNonNullElse(configuration.metadata().uid(), "");
        exempt = configuration.spec().type().equals("Exempt");
        nominal = share;
        var limited = configuration.spec().limited();
        int lendable = limited == null ? 0 : requireNonNullElse(limited.lendablePercent(), 0);
        least = nominal - (int) Math.round(nominal * lendable / 100.0);
        most = limited == null ? all : most(limited, all);
        seats.limit(nominal);
        var response =
                (limited == null ? LimitedPriorityLevelConfiguration.EMPTY : limited)
                        .limitResponse();
        var queuing = response.queuing();
        queues = !exempt && response.type().equals("Queue") && queuing != null;
        if (queues && queuing != null) {
            queueing.configure(queuing.queues(), queuing.handSize(), queuing.queueLengthLimit());
            int hand = Math.max(queuing.handSize(), 1);
            mostForOne = Math.max(1, Math.min((int) Math.ceil(nominal * 0.15), nominal / hand));
        } else {
            mostForOne = 0;
        }
    }

    /// Seats that one request is given at most, so that a hand of them does not take all; 0 when
    /// there are no queues.
    int mostForOne() {
        return mostForOne;
    }

    private int most(LimitedPriorityLevelConfiguration limited, int all) {
        var borrowing = limited.borrowingLimitPercent();
        return borrowing == null
                ? all
                : Math.min(all, nominal + (int) Math.round(nominal * borrowing / 100.0));
    }

    /// Asks for seats; waits when there are none and the level lets requests wait.
    ///
    /// @param inQueue counts those who wait
    Outcome enter(LongSupplier flowHash, String flow, int wanted, Metrics.Level inQueue) {
        if (exempt) {
            seats.takeAnyway(wanted);
            return admitted(wanted, null);
        }
        int count = Math.max(1, Math.min(wanted, seats.limit()));
        if (seats.takeAtOnce(count)) {
            return admitted(count, null);
        }
        if (!queues) {
            return refused("concurrency-limit");
        }
        inQueue.add(1);
        try {
            return switch (queueing.await(flowHash.getAsLong(), flow, count, PATIENCE)) {
                case Queueing.Outcome.Served(var place) -> admitted(count, place);
                case Queueing.Outcome.SentAway(var reason) -> refused(reason);
            };
        } finally {
            inQueue.add(-1);
        }
    }

    private Outcome admitted(int count, Queueing.@Nullable Place place) {
        dispatched.increment();
        return new Outcome.Admitted(new Admission(this, count, place));
    }

    private Outcome refused(String reason) {
        (reason.equals("time-out") ? timedOut : rejected).incrementAndGet();
        return new Outcome.Refused(reason, sentAway.another(System.nanoTime()));
    }

    void leave(Admission admission) {
        var place = admission.place();
        if (place != null) {
            queueing.leave(place);
            return;
        }
        seats.give(admission.seats());
        if (seats.waiting() > 0) {
            queueing.wake();
        }
    }

    /// What it claims of the server's seats, from how it was used since this was last asked.
    Shares.Claim claim() {
        return new Shares.Claim(least, Math.max(most, least), Math.max(seats.peak(), least));
    }

    /// @param count of seats from now on
    void limit(int count) {
        seats.limit(count);
        if (seats.waiting() > 0) {
            queueing.wake();
        }
    }

    String name() {
        return name;
    }

    String uid() {
        return uid;
    }

    boolean exempt() {
        return exempt;
    }

    int nominal() {
        return nominal;
    }

    int taken() {
        return seats.taken();
    }

    int waiting() {
        return seats.waiting();
    }

    long dispatched() {
        return dispatched.sum();
    }

    long rejected() {
        return rejected.get();
    }

    long timedOut() {
        return timedOut.get();
    }

    List<Queueing.Line> lines() {
        return queues ? queueing.lines() : List.of();
    }
}
