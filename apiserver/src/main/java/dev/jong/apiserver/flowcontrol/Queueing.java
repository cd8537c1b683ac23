package dev.jong.apiserver.flowcontrol;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The queues of one priority level, for the time when its seats do not suffice (KEP-1040, fair
/// queuing for server requests).
///
/// The progress R is the work that each busy queue could have had so far. Each queue has the
/// progress at which its next request would begin; the queue whose next request would be done first
/// is served. A request is charged a guess when it begins, which is corrected when it ends.
///
/// While there are seats, requests go past the queues. When the first has to wait, those that are
/// being served are charged to the queues that they would have come from.
final class Queueing {
    private final Seats seats;
    private final Set<Turn> served;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by lock
    private final List<FairQueue> queues = new ArrayList<>();

    /// How many of the queues get new requests; the rest is served until it is empty.
    private int deck;

    private int handSize = 1;
    private int lengthLimit;
    private long comers;
    private int robin;
    private long synced = System.nanoTime();
    private SeatSeconds progress = SeatSeconds.ZERO;
    private @Nullable Dispatched dispatched;

    /// The progress when a request was last taken from a queue.
    ///
    /// @param begin where that request's queue was
    /// @param first the smallest begin of all queues with waiting requests
    /// @param last the largest
    /// @param firstDiscounted the smallest less what is being done
    record Dispatched(
            SeatSeconds at,
            SeatSeconds begin,
            SeatSeconds first,
            SeatSeconds last,
            SeatSeconds firstDiscounted,
            SeatSeconds lastDiscounted) {}

    /// One queue as it stands.
    ///
    /// @param waiting the first in line first
    record Line(List<Turn> waiting, List<Turn> executing, int seats, SeatSeconds next) {}

    /// @param served those who have seats, some perhaps past the queues
    Queueing(Seats seats, Set<Turn> served) {
        this.seats = seats;
        this.served = served;
    }

    /// Takes effect for requests that come from now on.
    void configure(int count, int hand, int length) {
        lock.lock();
        try {
            sync();
            while (queues.size() < count) {
                queues.add(new FairQueue());
            }
            deck = count;
            handSize = Math.min(hand, count);
            lengthLimit = length;
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for seats.
    ///
    /// @param until of this machine's clock, nanoseconds
    Level.Outcome await(Turn turn, long until) {
        lock.lock();
        try {
            sync();
            if (deck == 0) {
                return Level.Outcome.NO_SEATS; // the level was changed just now
            }
            if (seats.waiting() == 0) {
                chargeServed();
            }
            var queue = queues.get(choose(turn));
            if (seats.taken() >= seats.limit() && queue.length() >= lengthLimit) {
                queue.bound();
                return Level.Outcome.QUEUE_FULL;
            }
            queue.catchUp(progress);
            turn.queue(queue, progress);
            queue.add(turn);
            seats.waits(turn.work().seats());
            turn.schema().figures().waits(turn.work().seats(), queue.length());
            queue.bound();
            dispatch();
        } finally {
            lock.unlock();
        }
        turn.kind().waits(1);
        try {
            return awaitDispatch(turn, until);
        } finally {
            turn.kind().waits(-1);
        }
    }

    private Level.Outcome awaitDispatch(Turn turn, long until) {
        while (turn.waits()) {
            long left = until - System.nanoTime();
            if ((left <= 0 || Thread.currentThread().isInterrupted()) && gaveUp(turn)) {
                return Level.Outcome.TIMED_OUT;
            }
            LockSupport.parkNanos(this, Math.max(left, 1));
        }
        return Level.Outcome.SERVED;
    }

    /// False when it was served at the last moment.
    private boolean gaveUp(Turn turn) {
        lock.lock();
        try {
            sync();
            var queue = turn.queue();
            if (queue == null || !queue.remove(turn)) {
                return false;
            }
            queue.bound();
            seats.waitsNoMore(turn.work().seats());
            turn.schema().figures().waitsNoMore(turn.work().seats());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Those who went past the queues count as if they had come from them.
    private void chargeServed() {
        for (var turn : served) {
            if (!turn.isSeated()) {
                continue;
            }
            var queue = queues.get(choose(turn));
            turn.queue(queue, progress);
            if (turn.charged()) {
                queue.catchUp(progress);
                queue.charge(turn);
            }
        }
    }

    /// The queue of the flow's hand where least work waits. Where the look begins differs from one
    /// request to the next: flows whose hands overlap are not biased to the same queue.
    private int choose(Turn turn) {
        var hand = hand(turn);
        int best = hand[0];
        SeatSeconds least = null;
        int offset = (int) (comers++ % hand.length);
        for (int i = 0; i < hand.length; i++) {
            int index = hand[(offset + i) % hand.length];
            var work = queues.get(index).work();
            if (least == null || work.compareTo(least) < 0) {
                least = work;
                best = index;
            }
        }
        return best;
    }

    private int[] hand(Turn turn) {
        return ShuffleSharding.deal(turn.flowHash(), deck, handSize);
    }

    /// Moves the progress on to now. Under lock, before anything changes.
    private void sync() {
        long now = System.nanoTime();
        int busy = 0;
        int wanted = 0;
        for (var queue : queues) {
            wanted += queue.wantedSeats();
            busy += queue.idle() ? 0 : 1;
        }
        if (busy > 0) {
            double pace = (double) Math.min(wanted, seats.limit()) / busy;
            progress = progress.plus(SeatSeconds.of(pace, (now - synced) / 1e9));
        }
        synced = now;
    }

    /// Serves whoever can be served now. Under lock.
    private void dispatch() {
        boolean more = true;
        while (more && seats.waiting() > 0 && seats.taken() < seats.limit()) {
            more = dispatchOne();
        }
    }

    private boolean dispatchOne() {
        int chosen = -1;
        SeatSeconds earliest = null;
        Dispatched bounds = null;
        for (int i = 1; i <= queues.size(); i++) {
            int index = (robin + i) % queues.size();
            var queue = queues.get(index);
            var first = queue.first();
            if (first == null) {
                continue;
            }
            bounds = widened(bounds, queue);
            var finish = queue.next().plus(first.work().total());
            if (earliest == null || finish.compareTo(earliest) < 0) {
                earliest = finish;
                chosen = index;
            }
        }
        if (chosen < 0 || bounds == null) {
            return false;
        }
        var queue = queues.get(chosen);
        var turn = Objects.requireNonNull(queue.first());
        if (!seats.takeWaited(turn.work().seats())) {
            turn.schema().figures().notAccommodated();
            return false;
        }
        robin = chosen;
        dispatched =
                new Dispatched(
                        progress,
                        queue.next(),
                        bounds.first,
                        bounds.last,
                        bounds.firstDiscounted,
                        bounds.lastDiscounted);
        queue.remove(turn);
        turn.schema().figures().waitsNoMore(turn.work().seats());
        queue.charge(turn);
        queue.bound();
        served.add(turn);
        turn.begins(Turn.Stage.CHARGED);
        LockSupport.unpark(turn.thread());
        return true;
    }

    private Dispatched widened(@Nullable Dispatched bounds, FairQueue queue) {
        var begin = queue.next();
        var discounted = begin.minus(queue.workInProgress());
        if (bounds == null) {
            return new Dispatched(progress, begin, begin, begin, discounted, discounted);
        }
        return new Dispatched(
                progress,
                begin,
                bounds.first.atMost(begin),
                bounds.last.atLeast(begin),
                bounds.firstDiscounted.atMost(discounted),
                bounds.lastDiscounted.atLeast(discounted));
    }

    /// A request that was charged to a queue was served.
    ///
    /// @param gives whether it gives its seats back at once
    void ends(Turn turn, boolean gives) {
        double lasted = (System.nanoTime() - turn.started()) / 1e9;
        lock.lock();
        try {
            sync();
            var queue = turn.queue();
            if (queue != null) {
                queue.served(turn.work().overrated(lasted));
            }
            if (gives) {
                give(turn);
            }
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /// A request that was charged to a queue has no more use for its seats.
    void gives(Turn turn) {
        lock.lock();
        try {
            sync();
            give(turn);
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    private void give(Turn turn) {
        int count = turn.work().seats();
        seats.give(count);
        var queue = turn.queue();
        if (queue == null) {
            return;
        }
        queue.give(count);
        if (queues.size() > deck && queue.idle()) {
            int index = queues.indexOf(queue);
            queues.remove(index);
            robin -= robin >= index && robin > 0 ? 1 : 0;
        }
    }

    /// Seats became free, or more than before.
    void wake() {
        lock.lock();
        try {
            sync();
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    SeatSeconds progress() {
        lock.lock();
        try {
            return progress;
        } finally {
            lock.unlock();
        }
    }

    /// Null before anybody waited.
    @Nullable Dispatched dispatched() {
        lock.lock();
        try {
            return dispatched;
        } finally {
            lock.unlock();
        }
    }

    /// The queues; who went past them is shown where he would have been.
    List<Line> lines() {
        lock.lock();
        try {
            var executing = new ArrayList<List<Turn>>();
            for (var _ : queues) {
                executing.add(new ArrayList<>());
            }
            for (var turn : served) {
                var queue = turn.queue();
                int index = queue == null ? -1 : queues.indexOf(queue);
                if (index < 0 && deck > 0) {
                    index = hand(turn)[0];
                }
                if (index >= 0) {
                    executing.get(index).add(turn);
                }
            }
            var lines = new ArrayList<Line>();
            for (int i = 0; i < queues.size(); i++) {
                var queue = queues.get(i);
                int passing =
                        executing.get(i).stream()
                                .filter(Turn::isSeated)
                                .mapToInt(turn -> turn.work().seats())
                                .sum();
                lines.add(
                        new Line(
                                queue.waiting(),
                                List.copyOf(executing.get(i)),
                                queue.seats() + passing,
                                queue.next()));
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }
}
