package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A file with everything live at one revision. Its name carries the number of the log file that
/// goes on from it. It begins with [#MAGIC], that number and the revision, and ends with a record
/// that says so.
final class SnapshotFile {
    static final long MAGIC = 0x4a4f4e47534e4150L; // "JONGSNAP"
    static final int HEADER = 24;
    static final String SUFFIX = ".snapshot";
    static final String UNFINISHED = ".partial";
    private static final int CHUNK = 1 << 20;

    /// Writers wait for no more.
    private static final int DRAIN_EVERY = 1 << 20;

    private SnapshotFile() {}

    static Path path(Path directory, long logNumber) {
        return directory.resolve("%016d%s".formatted(logNumber, SUFFIX));
    }

    /// Writes the file while the store goes on. History at the revision must be held back from
    /// compaction meanwhile.
    ///
    /// @return the file's length
    static long write(Disk disk, Path directory, Snapshot snapshot, KeyIndex index)
            throws IOException {
        var target = path(directory, snapshot.logNumber());
        var partial = target.resolveSibling(target.getFileName() + UNFINISHED);
        long size;
        try (var out = disk.createInOrder(partial)) {
            size = write(out, snapshot, index);
            out.force();
        } catch (IOException failure) {
            disk.delete(partial);
            throw failure;
        }
        disk.rename(partial, target);
        disk.force(directory);
        return size;
    }

    private static long write(Disk.OpenFile out, Snapshot snapshot, KeyIndex index)
            throws IOException {
        var header =
                ByteBuffer.allocate(HEADER)
                        .putLong(MAGIC)
                        .putLong(snapshot.logNumber())
                        .putLong(snapshot.revision())
                        .flip();
        Disk.write(out, header, 0);
        var frames = new Frames();
        var offset = (long) HEADER;
        frames.begin(snapshot.logNumber(), offset);
        for (var lease : snapshot.leases()) {
            frames.grant(lease.lease(), lease.seconds());
        }
        var entries = 0L;
        var drained = offset;
        for (var history : index.all()) {
            var version = history.at(snapshot.revision());
            if (version == null) {
                continue;
            }
            var entry = version.entry();
            frames.put(
                    entry.key(),
                    entry.value(),
                    entry.createRevision(),
                    entry.revision(),
                    entry.version(),
                    entry.lease());
            entries++;
            if (frames.size() > CHUNK) {
                offset = flush(out, frames, offset);
                if (offset - drained > DRAIN_EVERY) {
                    out.drain();
                    drained = offset;
                }
                frames.begin(snapshot.logNumber(), offset);
            }
        }
        frames.end(snapshot.revision(), entries);
        return flush(out, frames, offset);
    }

    private static long flush(Disk.OpenFile out, Frames frames, long offset) throws IOException {
        var size = frames.size();
        Disk.write(out, frames.finish(), offset);
        return offset + size;
    }

    static void add(LogRecord.Put put, State to) {
        var history = new KeyHistory(put.key());
        var version = put.version(history);
        history.add(version);
        to.index.add(history);
        to.leases.moved(put.key(), null, version);
    }
}
