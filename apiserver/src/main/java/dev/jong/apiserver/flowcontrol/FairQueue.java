package dev.jong.apiserver.flowcontrol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One queue of a priority level: who waits in it, what it is charged for those who are served, and
/// at which progress its next request would begin. Guarded by the lock of its [Queueing].
final class FairQueue {
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private SeatSeconds next = SeatSeconds.ZERO;
    private SeatSeconds work = SeatSeconds.ZERO;
    private int waitingSeats;
    private int executing;
    private int seats;

    boolean idle() {
        return waiting.isEmpty() && executing == 0;
    }

    List<Turn> waiting() {
        return List.copyOf(waiting);
    }

    int length() {
        return waiting.size();
    }

    @Nullable Turn first() {
        return waiting.peekFirst();
    }

    /// Where its next request would begin.
    SeatSeconds next() {
        return next;
    }

    /// Of those who wait.
    SeatSeconds work() {
        return work;
    }

    /// Of those who are served.
    int seats() {
        return seats;
    }

    /// Of those who are served and of those who wait.
    int wantedSeats() {
        return seats + waitingSeats;
    }

    SeatSeconds workInProgress() {
        return Work.inProgress(seats);
    }

    /// A queue that was idle has nothing to make up for.
    void catchUp(SeatSeconds progress) {
        if (idle()) {
            next = progress;
        }
    }

    void add(Turn turn) {
        waiting.add(turn);
        work = work.plus(turn.work().total());
        waitingSeats += turn.work().seats();
    }

    boolean remove(Turn turn) {
        if (!waiting.remove(turn)) {
            return false;
        }
        work = work.minus(turn.work().total());
        waitingSeats -= turn.work().seats();
        return true;
    }

    void charge(Turn turn) {
        executing++;
        seats += turn.work().seats();
        next = next.plus(turn.work().total());
    }

    /// One who was charged was served.
    ///
    /// @param overrated how much too much was charged
    void served(SeatSeconds overrated) {
        executing--;
        next = next.minus(overrated);
        bound();
    }

    /// One who was charged has no more use for so many seats.
    void give(int count) {
        seats -= count;
    }

    /// A request does not begin before it came, be the queue ever so far behind.
    void bound() {
        var first = waiting.peekFirst();
        if (first != null) {
            next = next.atLeast(first.arrivedAt());
        }
    }
}
