package dev.jong.scheduler.queue;

import dev.jong.scheduler.framework.Plugin;
import dev.jong.scheduler.nodes.PodDemand;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Pod that wants a node. Scheduling thread only.
public final class QueuedPod {
    private PodDemand demand;
    private final Instant arrived;
    private int attempts;

    // the queue's
    Instant since;
    Instant waitsSince;
    Instant backoffUntil;
    Set<Plugin> refusers = Set.of();
    boolean failedByError;
    State state = State.OUT;
    @Nullable Object entry;

    enum State {
        /// Being placed or bound, or gone.
        OUT,
        ACTIVE,
        BACKING_OFF,
        /// Until something happens that may help.
        WAITING,
        /// Until its own gates open.
        GATED
    }

    QueuedPod(PodDemand demand, Instant now) {
        this.demand = demand;
        this.arrived = now;
        this.since = now;
        this.waitsSince = now;
        this.backoffUntil = now;
    }

    public PodDemand demand() {
        return demand;
    }

    void demand(PodDemand newer) {
        demand = newer;
    }

    /// When it first came.
    public Instant arrived() {
        return arrived;
    }

    /// How often it was tried.
    public int attempts() {
        return attempts;
    }

    void tried() {
        attempts++;
    }
}
