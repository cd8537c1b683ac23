package dev.jong.apiserver.flowcontrol;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The queues of one priority level, for the time when its seats do not suffice.
///
/// Each queue has a virtual time: the seat-seconds its requests have had. The queue that has had
/// least is served next (fair queuing). A request is charged a guess when it begins, which is
/// corrected when it ends.
final class Queueing {
    /// What a request is taken to last before it is known.
    private static final double GUESS_SECONDS = 60;

    private final Seats seats;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by lock
    private Queue[] queues = new Queue[0];

    /// How many of the queues get new requests.
    private int deck;

    private int handSize;
    private int lengthLimit;
    private double now;

    /// A waiting request.
    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        private final String flow;
        private final int seats;
        private volatile boolean dispatched;

        Waiting(String flow, int seats) {
            this.flow = flow;
            this.seats = seats;
        }
    }

    /// Guarded by the lock.
    private static final class Queue {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private double had;
        private int executing;
    }

    /// One queue as it stands.
    ///
    /// @param flows of the waiting requests, the first in line first
    record Line(int index, List<String> flows, int executing, double had) {}

    /// A place that was waited for; to be given back.
    record Place(int queue, int seats, long since) {}

    Queueing(Seats seats) {
        this.seats = seats;
    }

    /// Takes effect for requests that come from now on.
    void configure(int count, int hand, int length) {
        lock.lock();
        try {
            if (queues.length < count) {
                var more = new Queue[count];
                for (int i = 0; i < count; i++) {
                    more[i] = i < queues.length ? queues[i] : new Queue();
                }
                queues = more;
            }
            deck = count;
            handSize = Math.min(hand, count);
            lengthLimit = length;
        } finally {
            lock.unlock();
        }
    }

    /// What came of waiting.
    sealed interface Outcome {
        record Served(Place place) implements Outcome {}

        /// @param reason `queue-full`, `time-out`, `concurrency-limit`
        record SentAway(String reason) implements Outcome {}
    }

    /// Waits for seats.
    ///
    /// @param flow for people to read
    Outcome await(long flowHash, String flow, int wanted, Duration patience) {
        var request = new Waiting(flow, wanted);
        int index;
        lock.lock();
        try {
            index = shortest(flowHash);
            if (index < 0) {
                return new Outcome.SentAway("concurrency-limit");
            }
            var queue = queues[index];
            if (queue.waiting.size() >= lengthLimit) {
                return new Outcome.SentAway("queue-full");
            }
            if (queue.waiting.isEmpty() && queue.executing == 0) {
                queue.had = Math.max(queue.had, now);
            }
            queue.waiting.add(request);
            seats.waits();
            dispatch();
        } finally {
            lock.unlock();
        }
        return awaitDispatch(request, index, patience);
    }

    private Outcome awaitDispatch(Waiting request, int index, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (!request.dispatched) {
            long left = until - System.nanoTime();
            if ((left <= 0 || Thread.currentThread().isInterrupted()) && leave(request, index)) {
                return new Outcome.SentAway("time-out");
            }
            LockSupport.parkNanos(this, Math.max(left, 1));
        }
        return new Outcome.Served(new Place(index, request.seats, System.nanoTime()));
    }

    /// False when it was served at the last moment.
    private boolean leave(Waiting request, int index) {
        lock.lock();
        try {
            if (!queues[index].waiting.remove(request)) {
                return false;
            }
            seats.waitsNoMore();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The queue of the flow's hand with the least work; -1 when there are no queues.
    private int shortest(long flowHash) {
        int best = -1;
        double least = Double.MAX_VALUE;
        if (deck == 0) {
            return best;
        }
        for (var index : ShuffleSharding.deal(flowHash, deck, handSize)) {
            var queue = queues[index];
            double work = queue.executing;
            for (var waiting : queue.waiting) {
                work += waiting.seats;
            }
            if (work < least) {
                least = work;
                best = index;
            }
        }
        return best;
    }

    /// Serves whoever can be served now. Under lock.
    private void dispatch() {
        for (var next = next(); next != null; next = next()) {
            var request = next.waiting.getFirst();
            if (!seats.take(request.seats)) {
                return;
            }
            next.waiting.removeFirst();
            seats.waitsNoMore();
            now = Math.max(now, next.had);
            next.had += request.seats * GUESS_SECONDS;
            next.executing += request.seats;
            request.dispatched = true;
            LockSupport.unpark(request.thread);
        }
    }

    private @Nullable Queue next() {
        Queue best = null;
        for (var queue : queues) {
            if (!queue.waiting.isEmpty() && (best == null || queue.had < best.had)) {
                best = queue;
            }
        }
        return best;
    }

    /// Gives back what was waited for.
    void leave(Place place) {
        double lasted = (System.nanoTime() - place.since) / 1e9;
        lock.lock();
        try {
            var queue = queues[place.queue];
            queue.executing -= place.seats;
            queue.had -= place.seats * (GUESS_SECONDS - lasted);
            seats.give(place.seats);
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /// Seats became free, or more than before.
    void wake() {
        lock.lock();
        try {
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    List<Line> lines() {
        lock.lock();
        try {
            var lines = new ArrayList<Line>();
            for (int i = 0; i < queues.length; i++) {
                var queue = queues[i];
                lines.add(
                        new Line(
                                i,
                                queue.waiting.stream().map(waiting -> waiting.flow).toList(),
                                queue.executing,
                                queue.had));
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }
}
