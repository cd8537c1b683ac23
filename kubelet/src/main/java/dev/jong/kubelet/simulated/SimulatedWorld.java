package dev.jong.kubelet.simulated;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What all simulated nodes of a process share: the time, one timer thread, and a supply of Pod
/// addresses.
public final class SimulatedWorld implements AutoCloseable {
    private static final int FIRST_ADDRESS = 10 << 24 | 128 << 16;

    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timer;
    private final AtomicInteger addresses = new AtomicInteger(1);

    public SimulatedWorld(InstantSource clock) {
        this.clock = clock;
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("simulated-world").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    Instant now() {
        return clock.instant();
    }

    /// The next of the addresses 10.128.0.0/9, never twice until all were given.
    String nextAddress() {
        int number = FIRST_ADDRESS + addresses.getAndIncrement() % (1 << 23);
        return (number >>> 24)
                + "."
                + (number >>> 16 & 255)
                + "."
                + (number >>> 8 & 255)
                + "."
                + (number & 255);
    }

    void after(Duration delay, Runnable action) {
        if (!timer.isShutdown()) {
            var _ = timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// Lets a call last as long as the real one would.
    void pause(Duration duration) {
        if (!duration.isZero()) {
            try {
                Thread.sleep(duration);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
