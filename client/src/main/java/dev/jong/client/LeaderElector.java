package dev.jong.client;

import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.coordination.v1.LeaseSpec;
import dev.jong.api.meta.v1.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets one of several processes work, the one that holds a Lease.
///
/// Another's Lease counts as expired when it was not seen to change for its whole duration by this
/// process' clock; clocks need not agree.
public final class LeaderElector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaderElector.class);

    private final ResourceClient<Lease> leases;
    private final Settings settings;
    private final Listener listener;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean leading;
    private final Thread guard;
    private final Object change = new Object();
    private @Nullable Lease observed;
    private Instant observedAt = Instant.EPOCH;
    private volatile Instant renewedAt = Instant.EPOCH;

    /// Which Lease, who we are, and how long things take.
    ///
    /// @param identity tells this process from the others
    /// @param renewDeadline how long a leader tries to renew before it gives up
    public record Settings(
            String namespace,
            String name,
            String identity,
            Duration leaseDuration,
            Duration renewDeadline,
            Duration retryPeriod) {
        /// Upstream's figures: 15 s, 10 s, 2 s.
        public static Settings of(String namespace, String name, String identity) {
            return new Settings(
                    namespace,
                    name,
                    identity,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2));
        }

        public Settings withTimes(Duration lease, Duration deadline, Duration retry) {
            return new Settings(namespace, name, identity, lease, deadline, retry);
        }
    }

    /// What to do as a leader; called on one of the elector's threads, must not block.
    public interface Listener {
        void startedLeading();

        void stoppedLeading();
    }

    private LeaderElector(
            Client client, Settings settings, Listener listener, InstantSource clock) {
        this.leases = client.resources(Lease.KIND).inNamespace(settings.namespace());
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("leader-" + settings.name()).unstarted(this::run);
        this.guard =
                Thread.ofVirtual()
                        .name("leader-" + settings.name() + "-guard")
                        .unstarted(this::guard);
    }

    public static LeaderElector start(
            Client client, Settings settings, Listener listener, InstantSource clock) {
        var elector = new LeaderElector(client, settings, listener, clock);
        elector.thread.start();
        elector.guard.start();
        return elector;
    }

    public boolean isLeader() {
        return leading;
    }

    private void run() {
        while (!closed) {
            if (tryToHold()) {
                lead();
            }
            if (!closed) {
                LockSupport.parkNanos(settings.retryPeriod().toNanos());
            }
        }
        if (resign()) {
            release();
        }
    }

    private void lead() {
        synchronized (change) {
            if (!leading && !closed) {
                leading = true;
                listener.startedLeading();
                LockSupport.unpark(guard);
            }
        }
    }

    /// @return whether it was the leader
    private boolean resign() {
        synchronized (change) {
            if (!leading) {
                return false;
            }
            leading = false;
            listener.stoppedLeading();
            return true;
        }
    }

    /// Gives up in time even while the elector waits for an answer: others count the Lease as
    /// expired a while later, whatever became of the request.
    private void guard() {
        while (!closed) {
            var left = Duration.between(clock.instant(), renewedAt.plus(settings.renewDeadline()));
            if (leading && !left.isPositive()) {
                resign();
            } else if (leading) {
                LockSupport.parkNanos(left.toNanos());
            } else {
                LockSupport.park();
            }
        }
    }

    private boolean tryToHold() {
        try {
            var asked = clock.instant();
            var found = leases.find(settings.name()).orElse(null);
            var now = clock.instant();
            if (found == null) {
                return hold(leases.create(lease(null, now)), now, asked);
            }
            observe(found, now);
            return mayTake(found, now) && hold(leases.update(lease(found, now)), now, asked);
        } catch (RuntimeException e) {
            // Whatever it is, an answer that cannot be read too: nobody else would try again.
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("lease", settings.name())
                    .log("Could not hold the lease");
            return false;
        }
    }

    /// @param asked before the Lease was written: others saw it no earlier
    private boolean hold(Lease written, Instant now, Instant asked) {
        observe(written, now);
        renewedAt = asked;
        // An answer that came too late does not count.
        return clock.instant().isBefore(asked.plus(settings.renewDeadline()));
    }

    private void observe(Lease lease, Instant now) {
        if (observed == null || !observed.spec().equals(lease.spec())) {
            observed = lease;
            observedAt = now;
        }
    }

    private boolean mayTake(Lease lease, Instant now) {
        var holder = lease.spec().holderIdentity();
        if (holder == null || holder.isEmpty() || holder.equals(settings.identity())) {
            return true;
        }
        int seconds = Objects.requireNonNullElse(lease.spec().leaseDurationSeconds(), 0);
        return observedAt.plusSeconds(seconds).isBefore(now);
    }

    private Lease lease(@Nullable Lease before, Instant now) {
        var old = before == null ? LeaseSpec.EMPTY : before.spec();
        boolean mine = settings.identity().equals(old.holderIdentity());
        int transitions = Objects.requireNonNullElse(old.leaseTransitions(), 0);
        var spec =
                old.toBuilder()
                        .holderIdentity(settings.identity())
                        .leaseDurationSeconds((int) settings.leaseDuration().toSeconds())
                        .acquireTime(mine && old.acquireTime() != null ? old.acquireTime() : now)
                        .renewTime(now)
                        .leaseTransitions(mine || before == null ? transitions : transitions + 1)
                        .build();
        var metadata =
                before == null
                        ? ObjectMeta.builder()
                                .namespace(settings.namespace())
                                .name(settings.name())
                                .build()
                        : before.metadata();
        return Lease.builder().metadata(metadata).spec(spec).build();
    }

    private void release() {
        var held = observed;
        if (held == null) {
            return;
        }
        var now = clock.instant();
        try {
            leases.update(
                    held.withSpec(
                            held.spec().toBuilder()
                                    .holderIdentity("")
                                    .leaseDurationSeconds(1)
                                    .acquireTime(now)
                                    .renewTime(now)
                                    .build()));
        } catch (RuntimeException e) {
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("lease", settings.name())
                    .log("Could not release the lease");
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        LockSupport.unpark(guard);
        try {
            thread.join(settings.renewDeadline());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
