package dev.jong.store;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that changes the store: it collects commands, makes their batch durable with one
/// force, then shows and answers it. While it forces, the next batch gathers.
final class CommitLoop {
    private static final int BATCH_BYTES = 8 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);

    private final State state;
    private final Journal journal;
    private final Watchers watchers;
    private final InstantSource clock;
    private final Frames frames = new Frames();
    private final AtomicReference<@Nullable Command<?>> waiting = new AtomicReference<>();
    private final Thread thread =
            Thread.ofPlatform().name("store-commit").daemon().unstarted(this::run);
    private volatile boolean idle;
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile @Nullable String trouble;

    CommitLoop(State state, Journal journal, Watchers watchers, InstantSource clock) {
        this.state = state;
        this.journal = journal;
        this.watchers = watchers;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    @Nullable String trouble() {
        return trouble;
    }

    <T> T perform(Function<Batch, T> work) {
        return submit(new Command<>(false, work));
    }

    /// As [#perform], in a batch of its own.
    <T> T performAlone(Function<Batch, T> work) {
        return submit(new Command<>(true, work));
    }

    private <T> T submit(Command<T> command) {
        if (closing) {
            throw new StoreException.Closed();
        }
        Command<?> top;
        do {
            top = waiting.get();
            command.below = top;
        } while (!waiting.compareAndSet(top, command));
        if (idle) {
            LockSupport.unpark(thread);
        }
        if (closed) {
            refuseAll();
        }
        return command.await();
    }

    void close() {
        closing = true;
        LockSupport.unpark(thread);
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

    private void run() {
        try {
            while (true) {
                var commands = takeAll();
                if (commands.isEmpty()) {
                    if (closing) {
                        return;
                    }
                    idle = true;
                    if (waiting.get() == null && !closing) {
                        LockSupport.park(this);
                    }
                    idle = false;
                    continue;
                }
                var from = 0;
                while (from < commands.size()) {
                    from = commit(commands, from);
                }
            }
        } catch (RuntimeException | Error defect) {
            trouble = "the store has stopped after an internal error: " + defect;
            LOG.atError().setCause(defect).log("The store's commit thread has stopped");
        } finally {
            closing = true;
            closed = true;
            refuseAll();
        }
    }

    private void refuseAll() {
        takeAll().forEach(command -> command.fail(new StoreException.Closed()));
    }

    /// Everything handed in, oldest first.
    private List<Command<?>> takeAll() {
        var commands = new ArrayList<Command<?>>();
        for (var each = waiting.getAndSet(null); each != null; each = each.below) {
            commands.add(each);
        }
        return commands.reversed();
    }

    /// Commits one batch from the commands at and after `from`.
    ///
    /// @return the first command that is not in the batch
    private int commit(List<Command<?>> commands, int from) {
        var to = from;
        try {
            if (trouble != null && journal.writable()) {
                trouble = null;
                LOG.atInfo().log("The store takes writes again");
            }
            if (trouble == null) {
                journal.rollWhenFull();
            }
            frames.begin(numberOf(journal.segment()), journal.offset());
            var batch = new Batch(state, frames, journal.segment(), trouble);
            while (to < commands.size()
                    && frames.size() < BATCH_BYTES
                    && (to == from || !commands.get(to).alone)) {
                commands.get(to).stage(batch);
                if (commands.get(to++).alone) {
                    break;
                }
            }
            if (frames.size() > 0) {
                journal.append(frames.finish());
            }
            show(batch);
        } catch (IOException failure) {
            trouble =
                    "the store is read-only, because its log cannot be written ("
                            + failure.getMessage()
                            + "): free disk space, then it goes on by itself";
            LOG.atError()
                    .addKeyValue("reason", failure.getMessage())
                    .log("The store has turned read-only");
            to = Math.max(to, from + 1);
            for (var i = from; i < to; i++) {
                commands.get(i).fail(new StoreException.ReadOnly(trouble));
            }
            return to;
        }
        for (var i = from; i < to; i++) {
            commands.get(i).complete();
        }
        return to;
    }

    private void show(Batch batch) {
        batch.apply(clock.millis());
        if (!batch.changes().isEmpty()) {
            var events = watchers.any() ? events(batch.changes()) : List.<Event>of();
            for (var change : batch.changes()) {
                for (var version : change.versions()) {
                    var superseded = version.previous;
                    if (superseded != null) {
                        superseded.dropValue();
                    }
                }
            }
            state.publish(batch.revision());
            watchers.publish(events, batch.revision());
        }
        batch.finish();
    }

    private static List<Event> events(List<State.Change> changes) {
        var events = new ArrayList<Event>(changes.size());
        for (var change : changes) {
            for (var version : change.versions()) {
                events.add(State.event(version, change.attachment()));
            }
        }
        return events;
    }

    private static long numberOf(@Nullable Segment segment) {
        return segment == null ? 0 : segment.number;
    }
}
