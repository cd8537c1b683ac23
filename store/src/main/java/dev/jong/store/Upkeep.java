package dev.jong.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the store does beside its callers' work: ends leases, forgets old history, writes
/// snapshots.
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long EVERY_MILLIS = 500;
    private static final int MARKS_PER_HISTORY = 30;

    /// Revisions compacted in one go, so that writers wait a millisecond at most.
    private static final int STEP = 10_000;

    /// A snapshot is due when the log since the one before is so many times as long: all that is
    /// live is then written once more for at least so many times as much that was changed.
    private static final int LOG_PER_SNAPSHOT = 2;

    /// Where snapshots go.
    ///
    /// @param firstLog number of the log file that goes on from the newest
    /// @param snapshotBytes how large that is
    record Place(Disk disk, Path directory, long firstLog, long snapshotBytes) {}

    /// The revision at a time.
    private record Mark(Instant time, long revision) {}

    private final CommitLoop commits;
    private final State state;
    private final Journal journal;
    private final @Nullable Place place;
    private final StoreOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final ReentrantLock turn = new ReentrantLock();
    private final Deque<Mark> marks = new ArrayDeque<>(); // guarded by turn
    private long snapshotLog; // guarded by turn
    private long snapshotBytes; // guarded by turn
    private boolean closed; // guarded by lock
    private final StoreThread thread = new StoreThread("store-upkeep", this::run);

    Upkeep(
            CommitLoop commits,
            State state,
            Journal journal,
            @Nullable Place place,
            StoreOptions options) {
        this.commits = commits;
        this.state = state;
        this.journal = journal;
        this.place = place;
        this.snapshotLog = place == null ? 0 : place.firstLog();
        this.snapshotBytes = place == null ? 0 : place.snapshotBytes();
        this.options = options;
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (pause()) {
            try {
                keepUp();
            } catch (StoreException.Closed closing) {
                return;
            } catch (StoreException failure) {
                LOG.atWarn()
                        .addKeyValue("reason", failure.getMessage())
                        .log("The store's upkeep is put off");
            } catch (RuntimeException defect) {
                LOG.atError().setCause(defect).log("The store's upkeep has failed");
            }
        }
    }

    private boolean pause() {
        lock.lock();
        try {
            var left = TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
            while (!closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException stop) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    void keepUp() {
        turn.lock();
        try {
            endLeases();
            compactOld();
            snapshotWhenDue();
        } finally {
            turn.unlock();
        }
    }

    private void endLeases() {
        var now = options.clock().millis();
        var overdue = commits.performAlone(batch -> batch.state().leases.overdue(now));
        for (var lease : overdue) {
            var _ =
                    commits.performAlone(batch ->
                            batch.state().leases.isOverdue(lease, now) && batch.end(lease));
        }
    }

    private void compactOld() {
        var now = options.clock().instant();
        var newest = marks.peekLast();
        if (newest == null
                || !newest.time.plus(options.history().dividedBy(MARKS_PER_HISTORY)).isAfter(now)) {
            marks.addLast(new Mark(now, state.revision()));
        }
        var target =
                Math.max(
                        state.revision() - options.historyRevisions(),
                        state.history.revisionToKeep(options.historyBytes()));
        for (var first = marks.peekFirst();
                first != null && !first.time.plus(options.history()).isAfter(now);
                first = marks.peekFirst()) {
            target = Math.max(target, first.revision);
            marks.removeFirst();
        }
        compact(target);
    }

    /// Forgets what was superseded at or before the revision.
    void compact(long revision) {
        turn.lock();
        try {
            while (state.history.compacted() < revision) {
                var until = Math.min(revision, state.history.compacted() + STEP);
                var _ =
                        commits.performAlone(batch -> {
                            batch.afterwards(() -> {
                                batch.state().history.compact(until, batch.state().index);
                                journal.deleteUnusedBefore(snapshotLog);
                            });
                            return true;
                        });
            }
        } finally {
            turn.unlock();
        }
    }

    private void snapshotWhenDue() {
        if (place == null) {
            return;
        }
        var due = LOG_PER_SNAPSHOT * Math.max(options.segmentBytes(), snapshotBytes);
        if (commits.performAlone(_ -> journal.bytesSince(snapshotLog)) < due) {
            return;
        }
        try {
            snapshot();
        } catch (IOException failure) {
            LOG.atWarn()
                    .addKeyValue("reason", failure.getMessage())
                    .log("Cannot write a snapshot now");
        }
    }

    /// Writes a snapshot and deletes what it makes superfluous. Compaction waits meanwhile, writers
    /// do not.
    void snapshot() throws IOException {
        var where = place;
        if (where == null) {
            return;
        }
        turn.lock();
        try {
            var begun = new Snapshot[1];
            var failed = new IOException[1];
            var _ =
                    commits.performAlone(batch -> {
                        batch.afterwards(() -> {
                            try {
                                var leases = batch.state().leases.grants();
                                begun[0] =
                                        new Snapshot(
                                                batch.state().revision(), journal.roll(), leases);
                            } catch (IOException failure) {
                                failed[0] = failure;
                            }
                        });
                        return true;
                    });
            if (failed[0] != null) {
                throw failed[0];
            }
            var snapshot = begun[0];
            var size = SnapshotFile.write(where.disk(), where.directory(), snapshot, state.index);
            var before = snapshotLog;
            snapshotLog = snapshot.logNumber();
            snapshotBytes = size;
            where.disk().delete(SnapshotFile.path(where.directory(), before));
            var _ =
                    commits.performAlone(batch -> {
                        batch.afterwards(() -> journal.deleteUnusedBefore(snapshot.logNumber()));
                        return true;
                    });
        } finally {
            turn.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join();
    }
}
