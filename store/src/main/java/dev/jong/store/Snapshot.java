package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A file with everything live at one revision. Its name carries the number of the log file that
/// goes on from it.
///
/// @param revision what it holds
/// @param logNumber log file whose records come after it
/// @param leases the leases of that moment
record Snapshot(long revision, long logNumber, List<Leases.Grant> leases) {
    static final long MAGIC = 0x4a4f4e47534e4150L; // "JONGSNAP"
    static final int HEADER = 24;
    static final String SUFFIX = ".snapshot";
    private static final int CHUNK = 1 << 20;

    static Path file(Path directory, long logNumber) {
        return directory.resolve("%016d%s".formatted(logNumber, SUFFIX));
    }

    /// Writes the file while the store goes on. History at the revision must be held back from
    /// compaction meanwhile.
    void write(Path directory, KeyIndex index) throws IOException {
        var target = file(directory, logNumber);
        var partial = target.resolveSibling(target.getFileName() + ".partial");
        var frames = new Frames();
        try (var out =
                FileChannel.open(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            FileJournal.write(
                    out,
                    ByteBuffer.allocate(HEADER)
                            .putLong(MAGIC)
                            .putLong(logNumber)
                            .putLong(revision)
                            .flip(),
                    0);
            var offset = (long) HEADER;
            frames.begin(logNumber, offset);
            for (var lease : leases) {
                frames.grant(lease.lease(), lease.seconds());
            }
            var entries = 0L;
            for (var history : index.all()) {
                var version = history.at(revision);
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
                    offset += flush(out, frames, offset);
                }
            }
            frames.end(revision, entries);
            flush(out, frames, offset);
            out.force(true);
        } catch (IOException failure) {
            Files.deleteIfExists(partial);
            throw failure;
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        FileJournal.forceDirectory(directory);
    }

    private long flush(FileChannel out, Frames frames, long offset) throws IOException {
        var size = frames.size();
        FileJournal.write(out, frames.finish(), offset);
        frames.begin(logNumber, offset + size);
        return size;
    }
}
