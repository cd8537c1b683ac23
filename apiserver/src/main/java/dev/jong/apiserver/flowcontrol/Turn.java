package dev.jong.apiserver.flowcontrol;

import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.User;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One request in its priority level. Ends once, however many say so.
final class Turn implements Runnable {
    private final Flows.Schema schema;
    private final RequestInfo info;
    private final User user;
    private final Level level;
    private final RequestKinds.Kind kind;
    private final Thread thread = Thread.currentThread();
    private final long arrived = System.nanoTime();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile Work work;
    private volatile long started;

    // The following two are written under the lock of the level's queues.

    /// Null where the request was served without a queue.
    private @Nullable FairQueue queue;

    private SeatSeconds arrivedAt = SeatSeconds.ZERO;

    enum Stage {
        WAITING,
        /// Served at once: no queue knows of it.
        SEATED,
        /// Served and charged to a queue.
        CHARGED,
        ENDED
    }

    Turn(Flows.Schema schema, RequestInfo info, User user, Work work, RequestKinds.Kind kind) {
        this.kind = kind;
        this.schema = schema;
        this.level = schema.level();
        this.info = info;
        this.user = user;
        this.work = work;
    }

    Flows.Schema schema() {
        return schema;
    }

    RequestInfo info() {
        return info;
    }

    User user() {
        return user;
    }

    /// What its flow is called beside the schema's name; empty where that makes no difference.
    String flow() {
        return level.queueCount() > 1 ? schema.flow(user, info) : "";
    }

    long flowHash() {
        return ShuffleSharding.hash(schema.name(), schema.flow(user, info));
    }

    RequestKinds.Kind kind() {
        return kind;
    }

    Work work() {
        return work;
    }

    void narrow(int most) {
        work = work.narrowed(most);
    }

    /// Who waits for it.
    Thread thread() {
        return thread;
    }

    /// Nanoseconds of this machine's clock.
    long arrived() {
        return arrived;
    }

    boolean waits() {
        return stage.get() == Stage.WAITING;
    }

    /// When it began to be served.
    long started() {
        return started;
    }

    @Nullable FairQueue queue() {
        return queue;
    }

    /// @param at the queues' progress
    void queue(FairQueue to, SeatSeconds at) {
        queue = to;
        arrivedAt = at;
    }

    SeatSeconds arrivedAt() {
        return arrivedAt;
    }

    /// Is served from now on.
    void begins(Stage next) {
        started = System.nanoTime();
        stage.set(next);
    }

    /// Is charged to its queue although it went past it; false when it has ended.
    boolean charged() {
        return stage.compareAndSet(Stage.SEATED, Stage.CHARGED);
    }

    boolean isSeated() {
        return stage.get() == Stage.SEATED;
    }

    /// Its work is over.
    @Override
    public void run() {
        var before = stage.getAndSet(Stage.ENDED);
        if (before != Stage.ENDED) {
            level.leave(this, before == Stage.CHARGED);
        }
    }

    /// Spread by time: it is kept in sets by identity.
    @Override
    public int hashCode() {
        return Long.hashCode(arrived * 0x9E37_79B9_7F4A_7C15L);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }
}
