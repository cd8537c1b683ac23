package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads one file of the log and judges how it ends. It begins with [#MAGIC] and its number, then
/// says where the file before it ends. The last file may end with zeros, which are room for more.
final class LogFile {
    static final long MAGIC = 0x4a4f4e474c4f4731L; // "JONGLOG1"
    static final int HEADER = 16;
    static final String SUFFIX = ".log";

    /// How a log file ends.
    sealed interface Ending {
        /// Where the frames that count end.
        int offset();

        /// Nothing but zeros follows.
        record Whole(int offset) implements Ending {}

        /// What follows was never made durable, so nobody was told that it was.
        record Torn(int offset, int bytes) implements Ending {}

        /// What follows was durable once and is not what was written.
        record Damaged(int offset) implements Ending {}
    }

    /// Takes what a file holds, in order.
    interface Reader {
        /// Takes one record.
        ///
        /// @param offset where its frame begins
        void take(LogRecord each, int offset);
    }

    private final long number;
    private final ByteBuffer bytes;
    private int lastBatch;

    private LogFile(long number, ByteBuffer bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    static Path path(Path directory, long number) {
        return directory.resolve("%016d%s".formatted(number, SUFFIX));
    }

    static LogFile open(Disk disk, Path directory, long number) throws IOException {
        try (var file = disk.open(path(directory, number))) {
            return new LogFile(number, file.view(0, file.size()));
        }
    }

    /// Makes a file, durable with its name, in place of an unfinished one of that name.
    ///
    /// @param cut what it says first about the file before it, absent when it is the first
    /// @param spare a file full of zeros that becomes it, absent when there is none
    /// @return where its first batch goes
    static int create(
            Disk disk,
            Path directory,
            long number,
            LogRecord.@Nullable Cut cut,
            @Nullable Path spare)
            throws IOException {
        var frames = new Frames();
        frames.begin(number, HEADER);
        if (cut != null) {
            frames.cut(cut.file(), cut.offset());
        }
        var first = frames.finish();
        var size = HEADER + first.remaining();
        var bytes = ByteBuffer.allocate(size).putLong(MAGIC).putLong(number).put(first).flip();
        var path = path(directory, number);
        try (var file = spare == null ? disk.create(path) : disk.open(spare)) {
            Disk.write(file, bytes, 0);
            file.force();
        }
        if (spare != null) {
            disk.rename(spare, path);
        }
        disk.force(directory);
        return size;
    }

    /// Whether nothing was ever made durable in it, perhaps not even its beginning.
    boolean unused() {
        var frames = reader(bytes.limit());
        return frames.next() == null && !batchExists(HEADER) && !frames.turnedBit().isPresent();
    }

    boolean begun() {
        return bytes.limit() >= HEADER && bytes.getLong(0) == MAGIC && bytes.getLong(8) == number;
    }

    /// What it says about the file before it.
    LogRecord.@Nullable Cut cut() {
        return begun() && reader(bytes.limit()).next() instanceof LogRecord.Cut cut ? cut : null;
    }

    /// Reads what counts.
    ///
    /// @param cut what the next file says about this one
    Ending read(LogRecord.@Nullable Cut cut, Reader to) {
        if (!begun()) {
            return new Ending.Damaged(0);
        }
        var limit = cut == null ? bytes.limit() : (int) Math.min(cut.offset(), bytes.limit());
        var frames = reader(limit);
        for (var at = HEADER; ; at = frames.offset()) {
            var each = frames.next();
            if (each == null) {
                break;
            }
            if ((bytes.get(at + Frames.HEADER) & Frames.FIRST) != 0) {
                lastBatch = at == HEADER ? 0 : at;
            }
            to.take(each, at);
        }
        var end = frames.offset();
        if (cut != null) {
            return cut.offset() == end ? new Ending.Whole(end) : new Ending.Damaged(end);
        }
        var used = used(end);
        if (used == end) {
            return new Ending.Whole(end);
        }
        return batchExists(end + 1) || frames.turnedBit().isPresent()
                ? new Ending.Damaged(end)
                : new Ending.Torn(end, used - end);
    }

    /// Where the zeros begin that reach to the file's end, at or after the offset.
    private int used(int offset) {
        var at = bytes.limit();
        while (at - Long.BYTES >= offset && bytes.getLong(at - Long.BYTES) == 0) {
            at -= Long.BYTES;
        }
        while (at > offset && bytes.get(at - 1) == 0) {
            at--;
        }
        return at;
    }

    /// See [FrameReader#turnedBit].
    OptionalLong turnedBit(int offset) {
        return new FrameReader(bytes, number, 0, offset).turnedBit();
    }

    /// Where the last batch begins that was [#read], 0 when it is the first: with the file itself.
    int lastBatch() {
        return lastBatch;
    }

    private FrameReader reader(int limit) {
        return new FrameReader(bytes.duplicate().limit(limit), number, 0, Math.min(HEADER, limit));
    }

    /// Whether a frame at or after the offset says that all before it was durable when it was
    /// written: what is broken before it is damaged then, not torn.
    private boolean batchExists(int from) {
        return from < bytes.limit() && new FrameReader(bytes, number, 0, from).batchExists();
    }
}
