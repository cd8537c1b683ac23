package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads one file of the log and judges how it ends. It begins with [#MAGIC] and its number.
final class LogFile {
    static final long MAGIC = 0x4a4f4e474c4f4731L; // "JONGLOG1"
    static final int HEADER = 16;
    static final String SUFFIX = ".log";

    /// How a log file ends.
    sealed interface Ending {
        /// Where the frames that count end.
        int offset();

        /// Nothing follows.
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
    /// @param cut what it says first about the file before it, absent when that ends as it should
    /// @return the open file and where its first batch goes
    static Fresh create(Disk disk, Path directory, long number, LogRecord.@Nullable Cut cut)
            throws IOException {
        var frames = new Frames();
        frames.begin(number, HEADER);
        if (cut != null) {
            frames.cut(cut.file(), cut.offset());
        }
        var first = frames.finish();
        var size = HEADER + first.remaining();
        var bytes = ByteBuffer.allocate(size).putLong(MAGIC).putLong(number).put(first).flip();
        var file = disk.create(path(directory, number));
        try {
            Disk.write(file, bytes, 0);
            file.force();
            disk.force(directory);
            return new Fresh(file, size);
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
    }

    /// See [#create].
    record Fresh(Disk.OpenFile file, int offset) {}

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
        if (frames.atEnd() && (cut == null || cut.offset() == limit)) {
            return new Ending.Whole(limit);
        }
        return cut != null || batchExists(frames.offset() + 1) || frames.turnedBit().isPresent()
                ? new Ending.Damaged(frames.offset())
                : new Ending.Torn(frames.offset(), limit - frames.offset());
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
