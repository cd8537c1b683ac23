package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log: numbered files that are only ever appended to.
///
/// A file begins with [#MAGIC] and its number. After a failed write the file is cut back to the
/// last durable batch; after a failed force nothing more is written to it in this process, because
/// what reached the disk is then unknown.
final class FileJournal implements Journal {
    static final long MAGIC = 0x4a4f4e474c4f4731L; // "JONGLOG1"
    static final int HEADER = 16;
    private static final long SPARE = 32 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    private final Path directory;
    private final long segmentBytes;
    private final NavigableMap<Long, Segment> segments;
    private FileChannel channel;
    private Segment segment;
    private long offset;
    private boolean doubtful;

    /// Goes on with what recovery found.
    ///
    /// @param segments the files that recovery read; the last is appended to
    /// @param offset where its valid frames end
    FileJournal(
            Path directory, long segmentBytes, NavigableMap<Long, Segment> segments, long offset)
            throws IOException {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.segments = segments;
        this.segment = segments.lastEntry().getValue();
        this.offset = offset;
        this.channel = FileChannel.open(segment.path, StandardOpenOption.WRITE);
        if (channel.size() > offset) {
            channel.truncate(offset);
            channel.force(true);
        }
    }

    static Path file(Path directory, long number) {
        return directory.resolve("%016d.log".formatted(number));
    }

    /// Makes an empty log file, durable with its name.
    static Segment create(Path directory, long number) throws IOException {
        var path = file(directory, number);
        try (var fresh =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            write(fresh, ByteBuffer.allocate(HEADER).putLong(MAGIC).putLong(number).flip(), 0);
            fresh.force(true);
        }
        forceDirectory(directory);
        return new Segment(number, path);
    }

    static void forceDirectory(Path directory) throws IOException {
        try (var names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    static void write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
        var start = bytes.position();
        while (bytes.hasRemaining()) {
            to.write(bytes, at + bytes.position() - start);
        }
    }

    @Override
    public Segment segment() {
        return segment;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void rollWhenFull() throws IOException {
        if (offset >= segmentBytes) {
            roll();
        }
    }

    @Override
    public long roll() throws IOException {
        var next = create(directory, segment.number + 1);
        var nextChannel = FileChannel.open(next.path, StandardOpenOption.WRITE);
        channel.close();
        channel = nextChannel;
        segment = next;
        offset = HEADER;
        segments.put(next.number, next);
        return next.number;
    }

    @Override
    public void append(ByteBuffer batch) throws IOException {
        var size = batch.remaining();
        if (doubtful) {
            throw new IOException("the disk failed to make an earlier write durable");
        }
        try {
            write(channel, batch, offset);
        } catch (IOException failure) {
            cutBack();
            throw failure;
        }
        try {
            channel.force(false);
        } catch (IOException failure) {
            cutBack();
            doubtful = true;
            throw failure;
        }
        offset += size;
    }

    private void cutBack() {
        try {
            channel.truncate(offset);
        } catch (IOException failure) {
            doubtful = true;
            LOG.atError()
                    .addKeyValue("file", segment.path)
                    .setCause(failure)
                    .log("Cannot cut back a failed write");
        }
    }

    @Override
    public boolean writable() {
        try {
            return !doubtful && Files.getFileStore(directory).getUsableSpace() > SPARE;
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public long bytesSince(long number) {
        var bytes = 0L;
        for (var each : segments.tailMap(number).values()) {
            bytes += each == segment ? offset : segmentBytes;
        }
        return bytes;
    }

    @Override
    public void deleteUnusedBefore(long number) {
        var old = segments.headMap(number).values().iterator();
        while (old.hasNext()) {
            var each = old.next();
            if (each.unused()) {
                old.remove();
                try {
                    each.delete();
                } catch (IOException failure) {
                    LOG.atWarn()
                            .addKeyValue("file", each.path)
                            .setCause(failure)
                            .log("Cannot delete an old log file");
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            for (var each : segments.values()) {
                each.close();
            }
        } catch (IOException failure) {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(failure)
                    .log("Cannot close the log");
        }
    }
}
