package dev.jong.scheduler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// News for the scheduling thread, in order.
final class Mailbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private Deque<Runnable> news = new ArrayDeque<>(); // guarded by lock

    void post(Runnable action) {
        lock.lock();
        try {
            news.add(action);
            if (news.size() == 1) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Everything that has come; waits a while when nothing has.
    Deque<Runnable> take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = patience.toNanos();
            while (news.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
            }
            if (news.isEmpty()) {
                return new ArrayDeque<>();
            }
            var taken = news;
            news = new ArrayDeque<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
