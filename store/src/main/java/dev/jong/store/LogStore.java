package dev.jong.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The embedded store: an append-only log with group commit, snapshots and an in-memory index of
/// versions.
public final class LogStore implements Store {
    private static final int IN_MEMORY_HISTORY = 20_000;
    private static final long IN_MEMORY_BYTES = 64 << 20;
    private static final int LONGEST_KEY = 10_000;

    private final StoreOptions options;
    private final State state;
    private final Journal journal;
    private final Watchers watchers = new Watchers();
    private final CommitLoop commits;
    private final Upkeep upkeep;
    private final Disk.@Nullable Lock lock;
    private final Upkeep.@Nullable Place place;
    private final RandomGenerator random = RandomGenerator.getDefault();

    private LogStore(
            State state,
            Journal journal,
            Parts parts,
            Upkeep.@Nullable Place place,
            Disk.@Nullable Lock lock,
            StoreOptions options) {
        this.options = options;
        this.state = state;
        this.journal = journal;
        this.lock = lock;
        this.place = place;
        this.commits = parts.commits(state, journal, watchers, options.clock());
        this.upkeep = new Upkeep(commits, state, journal, place, options);
    }

    /// Opens the store in a directory, which is made when it does not exist.
    ///
    /// @throws StoreException.InUse when another process has it open
    /// @throws StoreException.Corrupted when a file is damaged
    /// @throws StoreException.Unusable when it cannot be read or made
    public static LogStore open(Path directory, StoreOptions options) {
        return open(new MachineDisk(), directory, options, Parts.SOUND);
    }

    /// As the public one.
    ///
    /// @param disk what it stands on, for tests that make it fail
    /// @param parts what it is made of, for tests that break them
    static LogStore open(Disk disk, Path directory, StoreOptions options, Parts parts) {
        try {
            disk.makeDirectory(directory);
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot make the data directory " + directory + ": " + failure.getMessage(),
                    failure);
        }
        var lock = disk.lock(directory);
        try {
            var recovered = Recovery.recover(disk, directory, options.clock());
            var journal =
                    new FileJournal(
                            disk,
                            directory,
                            options.segmentBytes(),
                            recovered.segments(),
                            recovered.lastBatch(),
                            recovered.offset(),
                            recovered.torn());
            var firstLog = recovered.segments().firstKey();
            var snapshotBytes = size(disk, SnapshotFile.path(directory, firstLog));
            return new LogStore(
                            recovered.state(),
                            parts.journal(journal),
                            parts,
                            new Upkeep.Place(disk, directory, firstLog, snapshotBytes),
                            lock,
                            options)
                    .start();
        } catch (IOException failure) {
            lock.close();
            throw new StoreException.Unusable(
                    "cannot write in " + directory + ": " + failure.getMessage(), failure);
        } catch (RuntimeException refused) {
            lock.close();
            throw refused;
        }
    }

    /// A store that keeps nothing on disk, and therefore less history.
    public static LogStore inMemory(StoreOptions options) {
        var kept =
                options.withHistory(
                                options.history(),
                                Math.min(options.historyRevisions(), IN_MEMORY_HISTORY))
                        .withHistoryBytes(Math.min(options.historyBytes(), IN_MEMORY_BYTES));
        return new LogStore(new State(1), new Journal.Nowhere(), Parts.SOUND, null, null, kept)
                .start();
    }

    private LogStore start() {
        commits.start();
        upkeep.start();
        return this;
    }

    @Override
    public long revision() {
        return state.revision();
    }

    @Override
    public long compactedRevision() {
        return state.history.compacted();
    }

    @Override
    public Optional<Entry> get(String key) {
        while (true) {
            var history = state.index.find(key);
            var version = history == null ? null : history.at(state.revision());
            try {
                return version == null ? Optional.empty() : Optional.of(version.entry());
            } catch (Version.Forgotten superseded) {
                Thread.onSpinWait(); // and compacted meanwhile: there is a newer one
            }
        }
    }

    @Override
    public RangeResult range(RangeRequest request) {
        while (true) {
            var now = state.revision();
            var revision = request.revision() > 0 ? request.revision() : now;
            if (revision > now) {
                return new RangeResult.InFuture(now);
            }
            if (revision >= state.history.compacted()) {
                try {
                    var found = state.index.range(request, revision);
                    if (revision >= state.history.compacted()) {
                        return found;
                    }
                } catch (Version.Forgotten compacted) {
                    Thread.onSpinWait();
                }
            }
            if (request.revision() > 0) {
                return new RangeResult.Compacted(state.history.compacted());
            }
        }
    }

    @Override
    public long count(String prefix) {
        return state.index.count(prefix, state.revision());
    }

    @Override
    public Written write(Write write) {
        checkKey(write);
        return commits.perform(batch -> batch.stage(write));
    }

    @Override
    public List<Written> writeAll(List<? extends Write> writes) {
        writes.forEach(LogStore::checkKey);
        return commits.perform(batch -> batch.stage(writes));
    }

    private static void checkKey(Write write) {
        if (write.key().isEmpty() || write.key().length() > LONGEST_KEY) {
            throw new IllegalArgumentException("a key has 1 to " + LONGEST_KEY + " characters");
        }
    }

    @Override
    public Watch watch(String prefix, long startRevision) {
        return WatchQueue.open(state, watchers, prefix, startRevision, options.watchQueue());
    }

    @Override
    public long grantLease(Duration timeToLive) {
        var lease = random.nextLong(1, Long.MAX_VALUE);
        var seconds = Math.max(1, timeToLive.toSeconds());
        return commits.perform(batch -> {
            batch.grant(new Leases.Grant(lease, seconds));
            return lease;
        });
    }

    @Override
    public boolean keepLeaseAlive(long lease) {
        return commits.performAlone(
                batch -> batch.state().leases.keepAlive(lease, options.clock().millis()));
    }

    @Override
    public boolean revokeLease(long lease) {
        return commits.performAlone(batch -> batch.end(lease));
    }

    @Override
    public void compact(long revision) {
        upkeep.compact(Math.min(revision, state.revision()));
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(commits.trouble());
    }

    @Override
    public long bytes() {
        if (place == null) {
            return 0;
        }
        try {
            var folder = DataFolder.list(place.disk(), place.directory());
            long all = 0;
            for (var file : folder.snapshots().values()) {
                all += size(place.disk(), file);
            }
            for (var file : folder.logs().values()) {
                all += size(place.disk(), file);
            }
            return all;
        } catch (IOException _) {
            return 0;
        }
    }

    /// Files come and go: one that is not there has no size.
    private static long size(Disk disk, Path file) {
        try (var opened = disk.open(file)) {
            return opened.size();
        } catch (IOException _) {
            return 0;
        }
    }

    /// Ends leases that are due, compacts and writes a snapshot when it is time. Runs by itself
    /// every half second.
    void keepUp() {
        upkeep.keepUp();
    }

    /// Writes a snapshot now.
    void snapshot() throws IOException {
        upkeep.snapshot();
    }

    @Override
    public void close() {
        upkeep.close();
        commits.close();
        watchers.closeAll();
        journal.close();
        if (lock != null) {
            lock.close();
        }
    }
}
