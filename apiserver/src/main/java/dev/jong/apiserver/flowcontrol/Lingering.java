package dev.jong.apiserver.flowcontrol;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Does things a few milliseconds later, to the next millisecond. Whoever hands something over
/// waits for nobody.
final class Lingering implements AutoCloseable {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(1);

    /// Times are compared by their distance from here.
    private final long origin = System.nanoTime();

    private final ConcurrentLinkedQueue<Due> handed = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofVirtual().name("lingering-seats").unstarted(this::loop);
    private volatile boolean asleep;
    private volatile boolean closed;

    private record Due(long at, Runnable action) {}

    Lingering start() {
        thread.start();
        return this;
    }

    void add(Duration delay, Runnable action) {
        handed.add(new Due(System.nanoTime() + delay.toNanos(), action));
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void loop() {
        var waiting = new PriorityQueue<Due>(Comparator.comparingLong(due -> due.at - origin));
        while (!closed) {
            for (var due = handed.poll(); due != null; due = handed.poll()) {
                waiting.add(due);
            }
            long now = System.nanoTime();
            while (!waiting.isEmpty() && waiting.peek().at - now <= 0) {
                waiting.poll().action.run();
            }
            if (!waiting.isEmpty()) {
                LockSupport.parkNanos(this, LOOK);
                continue;
            }
            asleep = true;
            if (handed.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
