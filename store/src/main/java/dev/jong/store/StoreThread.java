package dev.jong.store;

import java.util.concurrent.locks.LockSupport;

/// A thread that lives as long as its store.
final class StoreThread {
    private final Thread thread;

    /// Makes a thread that is not started.
    StoreThread(String name, Runnable work) {
        thread = Thread.ofPlatform().name(name).daemon().unstarted(work);
    }

    void start() {
        thread.start();
    }

    /// Ends its [LockSupport#park], or the next one.
    void wake() {
        LockSupport.unpark(thread);
    }

    /// Waits until it has ended, also through interrupts.
    void join() {
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException wait) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
