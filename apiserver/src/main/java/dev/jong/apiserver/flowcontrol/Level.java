package dev.jong.apiserver.flowcontrol;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.apiserver.request.RequestTimeout;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// A priority level at work.
final class Level {
    /// The part of its nominal seats that a level gives to one request at most.
    private static final double FOR_ONE = 0.15;

    private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

    private final String name;
    private final Lingering lingering;
    private final RequestTimeout timeout;
    private final Seats seats = new Seats(System::nanoTime);
    private final Set<Turn> served = ConcurrentHashMap.newKeySet();
    private final Queueing queueing = new Queueing(seats, served);
    private final LevelUsage usage = new LevelUsage(seats);
    private final LongAdder dispatched = new LongAdder();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong timedOut = new AtomicLong();
    private final SentAway sentAway = new SentAway();
    private volatile PriorityLevelConfiguration configuration = PriorityLevelConfiguration.EMPTY;
    private volatile String uid = "";
    private volatile boolean exempt;
    private volatile boolean quiescing;
    private volatile int queueCount;
    private volatile Shares shares = Shares.NONE;
    private volatile int mostForOne;

    /// What a request met with.
    enum Outcome {
        SERVED(""),
        NO_SEATS("concurrency-limit"),
        QUEUE_FULL("queue-full"),
        TIMED_OUT("time-out");

        private final String reason;

        Outcome(String reason) {
            this.reason = reason;
        }

        /// As metrics tell it.
        String reason() {
            return reason;
        }
    }

    /// @param lingering keeps seats of those whose changes are still being told
    Level(String name, Lingering lingering, RequestTimeout timeout) {
        this.name = name;
        this.timeout = timeout;
        this.lingering = lingering;
    }

    /// @param own what it has of the server's seats
    void configure(PriorityLevelConfiguration wanted, Shares own) {
        configuration = wanted;
        uid = requireNonNullElse(wanted.metadata().uid(), "");
        exempt = wanted.spec().type().equals("Exempt");
        shares = own;
        var limited = wanted.spec().limited();
        var response =
                (limited == null ? LimitedPriorityLevelConfiguration.EMPTY : limited)
                        .limitResponse();
        var queuing = response.queuing();
        if (!exempt && response.type().equals("Queue") && queuing != null) {
            queueing.configure(queuing.queues(), queuing.handSize(), queuing.queueLengthLimit());
            usage.places(queuing.queues() * queuing.queueLengthLimit());
            int hand = Math.max(queuing.handSize(), 1);
            int part = (int) Math.ceil(own.nominal() * FOR_ONE);
            mostForOne = Math.max(1, Math.min(part, own.nominal() / hand));
            queueCount = queuing.queues();
        } else {
            queueCount = 0;
            mostForOne = 0;
            usage.places(1);
            queueing.configure(0, 0, 0);
        }
    }

    /// Seats that one request is given at most, so that a hand of them does not take all; 0 when
    /// there are no queues.
    int mostForOne() {
        return mostForOne;
    }

    /// Asks for seats; waits when there are none and the level lets requests wait.
    Outcome enter(Turn turn) {
        boolean queues = queueCount > 0;
        if (exempt) {
            seats.takeAnyway(turn.work().seats());
        } else {
            if (queues) {
                turn.narrow(seats.limit());
            }
            if (!seats.takeAtOnce(turn.work().seats(), queues)) {
                return queues ? await(turn) : refused(Outcome.NO_SEATS);
            }
            if (queues) {
                turn.schema().figures().passed();
            }
        }
        served.add(turn);
        turn.begins(Turn.Stage.SEATED);
        return served(turn);
    }

    /// A request waits for a quarter of what it may last, and a minute at most.
    private Outcome await(Turn turn) {
        long quarter = timeout.of(turn.info()).toNanos() / 4;
        long patience = Math.min(quarter, MOST_PATIENCE.toNanos());
        var outcome = queueing.await(turn, turn.arrived() + patience);
        return outcome == Outcome.SERVED ? served(turn) : refused(outcome);
    }

    private Outcome served(Turn turn) {
        dispatched.increment();
        turn.schema().figures().begins(turn.work().seats());
        turn.kind().executes(1);
        return Outcome.SERVED;
    }

    private Outcome refused(Outcome outcome) {
        rejected.incrementAndGet();
        if (outcome == Outcome.TIMED_OUT) {
            timedOut.incrementAndGet();
        }
        return outcome;
    }

    /// When those who are sent away now should come again.
    int retryAfterSeconds() {
        return sentAway.another(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()));
    }

    /// A request was served.
    ///
    /// @param charged whether to a queue
    void leave(Turn turn, boolean charged) {
        served.remove(turn);
        seats.ends();
        turn.kind().executes(-1);
        turn.schema().figures().ends((System.nanoTime() - turn.started()) / 1e9, turn.info());
        boolean gives = !turn.work().lingering().isPositive();
        if (charged) {
            queueing.ends(turn, gives);
        }
        if (!gives) {
            lingering.add(turn.work().lingering(), () -> give(turn, charged));
        } else if (charged) {
            turn.schema().figures().gives(turn.work().seats());
        } else {
            give(turn, false);
        }
    }

    private void give(Turn turn, boolean charged) {
        turn.schema().figures().gives(turn.work().seats());
        if (charged) {
            queueing.gives(turn);
            return;
        }
        seats.give(turn.work().seats());
        if (seats.waiting() > 0) {
            queueing.wake();
        }
    }

    /// What it asks for of the server's seats, from how it was used since this was last asked.
    Borrowing.Asking asks() {
        return new Borrowing.Asking(exempt, shares, usage.next());
    }

    /// @param given of seats from now on
    /// @param substitute what stands for them in utilizations when there are none
    void limit(Borrowing.Given given, int substitute) {
        seats.limit(given.seats());
        usage.given(given, given.seats() > 0 ? given.seats() : substitute);
        if (seats.waiting() > 0) {
            queueing.wake();
        }
    }

    /// Serves who is there, until nobody is.
    void quiesce(boolean ends) {
        quiescing = ends;
    }

    boolean isQuiescing() {
        return quiescing;
    }

    boolean isIdle() {
        return seats.waiting() == 0 && seats.executing() == 0;
    }

    PriorityLevelConfiguration configuration() {
        return configuration;
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

    int queueCount() {
        return queueCount;
    }

    Shares shares() {
        return shares;
    }

    Seats seats() {
        return seats;
    }

    LevelUsage usage() {
        return usage;
    }

    Queueing queueing() {
        return queueing;
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

    /// Who is being served.
    Set<Turn> served() {
        return Set.copyOf(served);
    }
}
