package dev.jong.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Shares leases between keys that are to live about equally long, as upstream's API server does
/// for Events: a lease is used for a minute or for a thousand keys, and lives that minute longer.
public final class LeasePool {
    private static final Duration REUSE = Duration.ofSeconds(60);
    private static final int MOST_KEYS = 1000;

    private static final class Open {
        final long lease;
        final Instant until;
        int keys;

        Open(long lease, Instant until) {
            this.lease = lease;
            this.until = until;
        }
    }

    private final Store store;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Duration, Open> open = new HashMap<>(); // guarded by lock

    public LeasePool(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// A lease that ends this time from now, or up to a minute later.
    public long leaseFor(Duration timeToLive) {
        lock.lock();
        try {
            var present = open.get(timeToLive);
            if (present == null
                    || present.keys >= MOST_KEYS
                    || !clock.instant().isBefore(present.until)) {
                present =
                        new Open(
                                store.grantLease(timeToLive.plus(REUSE)),
                                clock.instant().plus(REUSE));
                open.put(timeToLive, present);
            }
            present.keys++;
            return present.lease;
        } finally {
            lock.unlock();
        }
    }
}
