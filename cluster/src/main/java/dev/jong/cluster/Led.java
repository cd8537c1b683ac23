package dev.jong.cluster;

import dev.jong.api.json.GoDuration;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.client.Client;
import dev.jong.client.LeaderElector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs something while this server is the leader of a Lease in `kube-system`, again each time it
/// becomes so.
final class Led implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Led.class);
    private static final String NAMESPACE = "kube-system";

    /// Shorter than upstream's 15 s, 10 s and 2 s: another server is to go on within 15 s of the
    /// leader's end, its start included.
    private static final Duration LEASE = Duration.ofSeconds(6);

    private static final Duration DEADLINE = Duration.ofSeconds(4);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final String lease;
    private final Supplier<? extends AutoCloseable> work;

    /// Starts and ends the work, one after the other.
    private final ExecutorService turns =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("led-", 0).factory());

    /// Only in a turn.
    private @Nullable AutoCloseable running;

    private @Nullable LeaderElector elector;
    private volatile boolean leading;

    private Led(String lease, Supplier<? extends AutoCloseable> work) {
        this.lease = lease;
        this.work = work;
    }

    /// @param lease its name: that of upstream's program
    /// @param identity this server's name
    /// @param work starts what is to run
    static Led start(
            Client client,
            String lease,
            String identity,
            Supplier<? extends AutoCloseable> work,
            InstantSource clock) {
        var led = new Led(lease, work);
        var settings =
                LeaderElector.Settings.of(NAMESPACE, lease, identity)
                        .withTimes(LEASE, DEADLINE, RETRY);
        led.elector = LeaderElector.start(client, settings, led.listener(), clock);
        return led;
    }

    /// How leaders are found, as a `LeaderElectionConfiguration`.
    ///
    /// @param leads whether there are other servers, so that one has to lead
    static JsonObject configuration(String lease, boolean leads) {
        return JsonObject.of("leaderElect", JsonBoolean.of(leads))
                .with("leaseDuration", GoDuration.format(LEASE))
                .with("renewDeadline", GoDuration.format(DEADLINE))
                .with("retryPeriod", GoDuration.format(RETRY))
                .with("resourceLock", "leases")
                .with("resourceName", lease)
                .with("resourceNamespace", NAMESPACE);
    }

    private LeaderElector.Listener listener() {
        return new LeaderElector.Listener() {
            @Override
            public void startedLeading() {
                leading = true;
                turns.execute(Led.this::begin);
            }

            @Override
            public void stoppedLeading() {
                leading = false;
                turns.execute(Led.this::end);
            }
        };
    }

    /// Tries until it succeeds: what a start asks of the store may fail while the store chooses a
    /// leader of its own, and no other server does the work as long as this one holds the Lease.
    private void begin() {
        if (leading) {
            log.atInfo().addKeyValue("lease", lease).log("This server leads now");
        }
        while (leading && running == null && !Thread.currentThread().isInterrupted()) {
            try {
                running = work.get();
            } catch (RuntimeException e) {
                log.atError().setCause(e).addKeyValue("lease", lease).log("Could not start");
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void end() {
        var ending = running;
        running = null;
        if (ending == null) {
            return;
        }
        log.atInfo().addKeyValue("lease", lease).log("This server leads no longer");
        try {
            ending.close();
        } catch (Exception e) {
            log.atWarn().setCause(e).addKeyValue("lease", lease).log("Did not close cleanly");
        }
    }

    /// Ends the work and lets another server lead at once.
    @Override
    public void close() {
        var votes = elector;
        if (votes != null) {
            votes.close();
        }
        turns.shutdown();
        try {
            if (!turns.awaitTermination(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                turns.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
