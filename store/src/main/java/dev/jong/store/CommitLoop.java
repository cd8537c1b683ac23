package dev.jong.store;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that changes the store: it collects commands into batches, has each made durable
/// with one force, then shows and answers it.
///
/// While a batch is forced the next one is staged on top of it: its compares see what the forced
/// one will have changed, and its bytes lie ready to be written at once. There is no third. Nothing
/// of a batch is shown or answered before its force has succeeded and the batch before it is shown;
/// when a force fails, the batch that stands on it is thrown away and fails too.
class CommitLoop {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);

    private final State state;
    private final Journal journal;
    private final Watchers watchers;
    private final InstantSource clock;
    private final int worthAThread;
    private final AtomicReference<@Nullable Command<?>> waiting = new AtomicReference<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final StoreThread thread = new StoreThread("store-commit", this::run);
    private final BatchWriter writer;
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile @Nullable String trouble;

    // the commit thread's own
    private final Deque<Command<?>> gathered = new ArrayDeque<>();
    private final Deque<Frames> free = new ArrayDeque<>(List.of(new Frames(), new Frames()));
    private final Deque<Batch> handedOver = new ArrayDeque<>(2); // oldest first
    private @Nullable Batch staged;
    private long settled;

    CommitLoop(
            State state,
            Journal journal,
            Watchers watchers,
            InstantSource clock,
            int worthAThread) {
        this.worthAThread = worthAThread;
        this.state = state;
        this.journal = journal;
        this.watchers = watchers;
        this.clock = clock;
        this.writer = new BatchWriter(journal, this::wake);
    }

    final void start() {
        writer.start();
        thread.start();
    }

    final @Nullable String trouble() {
        return trouble;
    }

    final <T> T perform(Function<Batch, T> work) {
        return submit(new Command<>(false, work));
    }

    /// As [#perform], in a batch of its own, when everything before it is shown.
    final <T> T performAlone(Function<Batch, T> work) {
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
        wake();
        if (closed) {
            refuse(takeAll());
        }
        return command.await();
    }

    private void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            thread.wake();
        }
    }

    final void close() {
        closing = true;
        thread.wake();
        thread.join();
        writer.close();
    }

    private void run() {
        try {
            while (!closing || !handedOver.isEmpty() || waiting.get() != null) {
                settle();
                gathered.addAll(takeAll());
                stage();
                handOver();
                rest();
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

    /// Waits until there is something to do.
    private void rest() {
        if (handedOver.isEmpty() && !gathered.isEmpty()) {
            return;
        }
        asleep.set(true);
        if (waiting.get() == null && !ended() && !(closing && handedOver.isEmpty())) {
            LockSupport.park(this);
        }
        asleep.set(false);
    }

    private boolean ended() {
        return writer.durable() > settled || writer.failure() != null;
    }

    private void refuseAll() {
        handedOver.forEach(batch -> batch.fail(new StoreException.Closed()));
        if (staged != null) {
            staged.fail(new StoreException.Closed());
        }
        refuse(gathered);
        refuse(takeAll());
    }

    private static void refuse(Iterable<Command<?>> commands) {
        commands.forEach(command -> command.fail(new StoreException.Closed()));
    }

    /// Everything handed in, oldest first.
    private List<Command<?>> takeAll() {
        var commands = new ArrayList<Command<?>>();
        for (var each = waiting.getAndSet(null); each != null; each = each.below) {
            commands.add(each);
        }
        return commands.reversed();
    }

    /// Shows and answers what is durable, and fails what is not and what stands on that.
    private void settle() {
        var failure = writer.failure(); // asked first: nothing becomes durable after it
        for (var durable = writer.durable(); settled < durable; settled++) {
            show(handedOver.removeFirst());
            var above = handedOver.isEmpty() ? staged : handedOver.getFirst();
            if (above != null) {
                above.standsOnState();
            }
        }
        switch (failure) {
            case null -> {}
            case IOException failed -> throwAway(failed);
            case RuntimeException defect -> throw defect;
            case Error defect -> throw defect;
            default -> throw new IllegalStateException(failure);
        }
    }

    private void throwAway(IOException failure) {
        notice(failure);
        fail(handedOver.removeFirst());
        handedOver.forEach(this::throwAway);
        handedOver.clear();
        if (staged != null) {
            throwAway(staged);
            staged = null;
        }
        writer.goOn();
    }

    /// Stages what was gathered, as far as there is a batch that takes it.
    private void stage() {
        try {
            while (!gathered.isEmpty()) {
                var batch = batchFor(gathered.getFirst());
                if (batch == null) {
                    return;
                }
                batch.stage(gathered.removeFirst());
            }
        } catch (IOException failure) {
            notice(failure);
            gathered.removeFirst().fail(readOnly());
        }
    }

    private @Nullable Batch batchFor(Command<?> next) throws IOException {
        if (staged != null) {
            return staged.takes(next) ? staged : null;
        }
        var newest = handedOver.peekLast();
        if (newest == null) {
            staged = begin(null, free.getFirst());
            free.removeFirst(); // not when it could not begin
        } else if (newest.takes(next) && writer.withdraw(newest)) {
            staged = handedOver.removeLast();
        } else if (handedOver.size() == 1 && mayStandOn(newest, next)) {
            staged = begin(newest, free.getFirst());
            free.removeFirst();
        }
        return staged;
    }

    /// Has the staged batch written. A few commands are written here: they do not win what it costs
    /// to wake another thread.
    private void handOver() {
        var batch = staged;
        if (batch == null) {
            return;
        }
        if (batch.isEmpty()) {
            if (handedOver.isEmpty()) { // else its answers depend on those before
                staged = null;
                show(batch);
            }
            return;
        }
        staged = null;
        handedOver.add(batch);
        if (handedOver.size() == 1 && batch.size() < worthAThread) {
            writer.write(batch);
        } else {
            writer.offer(batch);
        }
    }

    /// Whether the command can be staged while the batch is forced. The last batch of a log file is
    /// waited for, because the next one goes to a file that does not exist yet.
    private boolean mayStandOn(Batch before, Command<?> next) {
        return !before.alone() && !next.alone && !journal.fullAt(before.end());
    }

    /// Begins the batch that is written next.
    ///
    /// @param below the batch that is being forced, on which it stands
    Batch begin(@Nullable Batch below, Frames frames) throws IOException {
        if (below != null) {
            frames.begin(numberOf(journal.segment()), below.end());
            return new Batch(state, below, frames, journal.segment(), null);
        }
        if (trouble != null && journal.writable()) {
            trouble = null;
            LOG.atInfo().log("The store takes writes again");
        }
        if (trouble == null) {
            journal.rollWhenFull();
        }
        frames.begin(numberOf(journal.segment()), journal.offset());
        return new Batch(state, null, frames, journal.segment(), trouble);
    }

    private void notice(IOException failure) {
        trouble =
                "the store is read-only, because its log cannot be written ("
                        + failure.getMessage()
                        + "): free disk space, then it goes on by itself";
        LOG.atError()
                .addKeyValue("reason", failure.getMessage())
                .log("The store has turned read-only");
    }

    private StoreException readOnly() {
        return new StoreException.ReadOnly(String.valueOf(trouble));
    }

    /// Ends a batch that stands on one that failed: what it saw never was.
    void throwAway(Batch next) {
        fail(next);
    }

    private void fail(Batch failed) {
        failed.fail(readOnly());
        free.add(failed.frames());
    }

    /// Shows a batch that is durable, then answers its commands.
    final void show(Batch batch) {
        try {
            publish(batch);
        } catch (RuntimeException | Error defect) {
            batch.fail(new StoreException.Closed());
            throw defect;
        }
        batch.complete();
        free.add(batch.frames());
    }

    private void publish(Batch batch) {
        batch.apply(clock.millis());
        if (!batch.changes().isEmpty()) {
            var events = watchers.any() ? events(batch.changes()) : List.<Event>of();
            batch.changes().forEach(State.Change::dropSuperseded);
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
