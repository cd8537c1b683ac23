package dev.jong.reconcile;

import dev.jong.client.SharedInformers;
import dev.jong.foundation.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that is done again and again, whether something changed or not.
public final class Periodic implements Runner {
    private static final Logger log = LoggerFactory.getLogger(Periodic.class);
    private static final Duration SYNC_PATIENCE = Duration.ofMinutes(2);

    private final String name;
    private final Duration interval;
    private final Runnable task;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    /// Not yet started.
    ///
    /// @param interval from one end to the next beginning
    public Periodic(String name, Duration interval, Runnable task) {
        this.name = name;
        this.interval = interval;
        this.task = task;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start(SharedInformers informers, InstantSource clock, Metrics metrics) {
        thread = Thread.ofVirtual().name("periodic-" + name).start(() -> run(informers));
    }

    private void run(SharedInformers informers) {
        try {
            informers.awaitSynced(SYNC_PATIENCE);
            do {
                runOnce();
            } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("task", name).log("Failed, will try again");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
