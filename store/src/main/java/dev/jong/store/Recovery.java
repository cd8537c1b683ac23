package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a data directory: the newest snapshot, then the log that goes on from it.
///
/// A broken end of the last file was never answered and is cut. Anything else that is broken is
/// refused.
final class Recovery {
    /// What stood on disk.
    ///
    /// @param offset where the last log file's valid frames end
    record Recovered(State state, NavigableMap<Long, Segment> segments, long offset) {}

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long FRESH = 1;

    private final Path directory;
    private final InstantSource clock;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();

    private Recovery(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    static Recovered recover(Path directory, InstantSource clock) {
        try {
            return new Recovery(directory, clock).read();
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot read the data directory " + directory + ": " + failure.getMessage(),
                    failure);
        }
    }

    private Recovered read() throws IOException {
        delete(numbered(".partial"));
        var snapshots = numbered(Snapshot.SUFFIX);
        var logs = numbered(".log");
        long number = 1;
        State recovered;
        if (snapshots.isEmpty()) {
            recovered = new State(FRESH);
        } else {
            number = snapshots.lastKey();
            recovered = readSnapshot(snapshots.lastEntry().getValue(), number);
        }
        delete(snapshots.headMap(number));
        delete(logs.headMap(number));
        if (logs.isEmpty() && snapshots.isEmpty()) {
            segments.put(number, FileJournal.create(directory, number));
            return new Recovered(recovered, segments, FileJournal.HEADER);
        }
        var offset = 0L;
        var last = Math.max(number, logs.isEmpty() ? 0 : logs.lastKey());
        for (; number <= last; number++) {
            var path = FileJournal.file(directory, number);
            if (!Files.exists(path)) {
                throw new StoreException.Corrupted(
                        path + " is missing: restore the data directory from a backup");
            }
            offset = readLog(path, number, number == last, recovered);
        }
        return new Recovered(recovered, segments, offset);
    }

    private State readSnapshot(Path path, long number) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            var header = ByteBuffer.allocate(Snapshot.HEADER);
            while (header.hasRemaining() && file.read(header) >= 0) {}
            if (header.hasRemaining()
                    || header.getLong(0) != Snapshot.MAGIC
                    || header.getLong(8) != number) {
                throw broken(path, 0);
            }
            var snapshot = new State(header.getLong(16));
            var entries = 0L;
            var base = (long) Snapshot.HEADER;
            while (true) {
                var window =
                        file.map(
                                FileChannel.MapMode.READ_ONLY,
                                base,
                                Math.min(file.size() - base, 1 << 30));
                var reader = new FrameReader(window, number, base, 0);
                for (var each = reader.next(); each != null; each = reader.next()) {
                    switch (each) {
                        case LogRecord.Grant(var lease, var seconds) ->
                                snapshot.leases.grant(
                                        new Leases.Grant(lease, seconds), clock.millis());
                        case LogRecord.Put put -> {
                            entries++;
                            var history = new KeyHistory(put.key());
                            var version = version(history, put);
                            history.add(version);
                            snapshot.index.add(history);
                            snapshot.leases.moved(put.key(), null, version);
                        }
                        case LogRecord.End(var revision, var count) -> {
                            if (revision != snapshot.revision() || count != entries) {
                                throw broken(path, base + reader.offset());
                            }
                            return snapshot;
                        }
                        case LogRecord.Delete _ -> throw broken(path, base + reader.offset());
                    }
                }
                if (reader.offset() == 0) {
                    throw broken(path, base);
                }
                base += reader.offset();
            }
        }
    }

    /// Replays a log file.
    ///
    /// @return where the file's valid frames end
    private long readLog(Path path, long number, boolean last, State into) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            if (bytes.limit() < FileJournal.HEADER && last) {
                segments.put(
                        number, FileJournal.create(directory, number)); // it was just being made
                return FileJournal.HEADER;
            }
            if (bytes.limit() < FileJournal.HEADER
                    || bytes.getLong(0) != FileJournal.MAGIC
                    || bytes.getLong(8) != number) {
                throw broken(path, 0);
            }
            var segment = new Segment(number, path);
            segments.put(number, segment);
            var reader = new FrameReader(bytes, number, 0, FileJournal.HEADER);
            for (var each = reader.next(); each != null; each = reader.next()) {
                replay(each, segment, reader.offset(), into);
            }
            if (!reader.atEnd()) {
                if (!last || reader.laterBatchExists()) {
                    throw broken(path, reader.offset());
                }
                LOG.atWarn()
                        .addKeyValue("file", path)
                        .addKeyValue("offset", reader.offset())
                        .addKeyValue("bytes", bytes.limit() - reader.offset())
                        .log("Cut a write that was not finished");
            }
            return reader.offset();
        }
    }

    private void replay(LogRecord each, Segment segment, long end, State into) {
        switch (each) {
            case LogRecord.Put put -> {
                var history = into.index.find(put.key());
                var version = version(history == null ? new KeyHistory(put.key()) : history, put);
                version.locate(segment, put.valueOffset());
                apply(new State.Change(put.revision(), List.of(version), null), into, segment, end);
            }
            case LogRecord.Delete(var revision, var lease, var keys) -> {
                var versions = new ArrayList<Version>();
                for (var key : keys) {
                    var history = into.index.find(key);
                    if (history == null) {
                        throw broken(segment.path, end);
                    }
                    versions.add(Version.tombstone(history, revision));
                }
                if (!versions.isEmpty()) {
                    apply(new State.Change(revision, versions, null), into, segment, end);
                }
                into.leases.end(lease);
            }
            case LogRecord.Grant(var lease, var seconds) ->
                    into.leases.grant(new Leases.Grant(lease, seconds), clock.millis());
            case LogRecord.End _ -> throw broken(segment.path, end);
        }
    }

    private static void apply(State.Change change, State into, Segment segment, long end) {
        if (change.revision() != into.revision() + 1) {
            throw broken(segment.path, end);
        }
        into.apply(change);
        for (var version : change.versions()) {
            var superseded = version.previous;
            if (superseded != null) {
                superseded.dropValue();
            }
        }
        into.publish(change.revision());
    }

    private static Version version(KeyHistory of, LogRecord.Put put) {
        return Version.put(
                of, put.revision(), put.createRevision(), put.count(), put.lease(), put.value());
    }

    private static StoreException broken(Path path, long offset) {
        return new StoreException.Corrupted(
                path
                        + " is damaged at offset "
                        + offset
                        + ": restore the data directory from a backup");
    }

    private NavigableMap<Long, Path> numbered(String suffix) throws IOException {
        var found = new TreeMap<Long, Path>();
        try (var files = Files.newDirectoryStream(directory, "*" + suffix)) {
            for (var path : files) {
                var name = path.getFileName().toString();
                if (name.matches("\\d{16}\\..*")) {
                    found.put(Long.parseLong(name.substring(0, 16)), path);
                }
            }
        }
        return found;
    }

    private static void delete(Map<Long, Path> files) throws IOException {
        for (var path : files.values()) {
            Files.delete(path);
        }
        files.clear();
    }
}
