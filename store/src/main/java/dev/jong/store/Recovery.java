package dev.jong.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a data directory: the newest snapshot, then the log that goes on from it.
///
/// A broken end of the log was never answered and is cut. Anything else that is broken is refused.
final class Recovery {
    /// What stood on disk.
    ///
    /// @param lastBatch where the last batch of the last log file begins
    /// @param offset where the last log file's valid frames end
    /// @param torn whether the rest of a write follows there
    record Recovered(
            State state,
            NavigableMap<Long, Segment> segments,
            long lastBatch,
            long offset,
            boolean torn) {}

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long FRESH = 1;

    private final Disk disk;
    private final Path directory;
    private final InstantSource clock;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();

    private Recovery(Disk disk, Path directory, InstantSource clock) {
        this.disk = disk;
        this.directory = directory;
        this.clock = clock;
    }

    static Recovered recover(Disk disk, Path directory, InstantSource clock) {
        try {
            return new Recovery(disk, directory, clock).read();
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot read the data directory " + directory + ": " + failure.getMessage(),
                    failure);
        }
    }

    private Recovered read() throws IOException {
        var folder = DataFolder.list(disk, directory);
        folder.deleteSuperseded(disk, directory);
        var number = folder.first();
        var state =
                folder.snapshots().isEmpty()
                        ? new State(FRESH)
                        : SnapshotReader.read(
                                disk, folder.snapshots().lastEntry().getValue(), number, clock);
        var last = folder.logs().isEmpty() ? number : folder.logs().lastKey();
        if (folder.logs().isEmpty() && folder.snapshots().isEmpty()) {
            return begin(number, state);
        }
        for (var each = number; each <= last; each++) {
            present(folder, each);
        }
        // a file in which nothing stands was just being made, by a process that perhaps had failed
        // to
        // write the file before it
        var newest = LogFile.open(disk, directory, last);
        if (newest.unused() && last > number) {
            disk.delete(LogFile.path(directory, last--));
        } else if (newest.unused() && !newest.begun()) {
            return begin(number, state);
        }
        var offset = 0L;
        var lastBatch = 0L;
        var torn = false;
        for (; number <= last; number++) {
            var path = LogFile.path(directory, number);
            var file = LogFile.open(disk, directory, number);
            var cut = number == last ? null : LogFile.open(disk, directory, number + 1).cut();
            var segment = new Segment(number, path, disk);
            segments.put(number, segment);
            switch (file.read(cut, (each, at) -> replay(each, segment, at, state))) {
                case LogFile.Ending.Whole(var end) -> offset = end;
                case LogFile.Ending.Damaged(var end) -> throw broken(path, end);
                case LogFile.Ending.Torn(var end, var bytes) -> {
                    if (number < last) {
                        throw broken(path, end);
                    }
                    LOG.atWarn()
                            .addKeyValue("file", path)
                            .addKeyValue("offset", end)
                            .addKeyValue("bytes", bytes)
                            .log("Cut a write that was not finished");
                    offset = end;
                    torn = true;
                }
            }
            segment.bytes(offset);
            lastBatch = file.lastBatch();
        }
        return new Recovered(state, segments, lastBatch, offset, torn);
    }

    private void present(DataFolder folder, long number) {
        if (!folder.logs().containsKey(number)) {
            throw new StoreException.Corrupted(LogFile.path(directory, number), 0, "is missing");
        }
    }

    private Recovered begin(long number, State state) throws IOException {
        var offset = LogFile.create(disk, directory, number, null, null);
        segments.put(number, new Segment(number, LogFile.path(directory, number), disk));
        return new Recovered(state, segments, offset, offset, false);
    }

    private void replay(LogRecord each, Segment segment, int at, State into) {
        switch (each) {
            case LogRecord.Put put -> {
                var version = put.version(into.index.obtain(put.key()));
                version.locate(segment, put.valueOffset());
                apply(new State.Change(put.revision(), List.of(version), null), into, segment, at);
            }
            case LogRecord.Delete(var revision, var lease, var keys) -> {
                var versions = new ArrayList<Version>();
                for (var key : keys) {
                    var history = into.index.find(key);
                    if (history == null) {
                        throw broken(segment.path, at);
                    }
                    versions.add(Version.tombstone(history, revision));
                }
                if (!versions.isEmpty()) {
                    apply(new State.Change(revision, versions, null), into, segment, at);
                }
                into.leases.end(lease);
            }
            case LogRecord.Grant(var lease, var seconds) ->
                    into.leases.grant(new Leases.Grant(lease, seconds), clock.millis());
            case LogRecord.Cut _ -> {
                // read before the file it is about
            }
            case LogRecord.End _ -> throw broken(segment.path, at);
        }
    }

    private static void apply(State.Change change, State into, Segment segment, int at) {
        if (change.revision() != into.revision() + 1) {
            throw broken(segment.path, at);
        }
        into.apply(change);
        change.dropSuperseded();
        into.publish(change.revision());
    }

    static StoreException broken(Path path, long offset) {
        return new StoreException.Corrupted(path, offset, "is damaged at offset " + offset);
    }
}
