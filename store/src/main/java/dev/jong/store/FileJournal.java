package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.NavigableMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log: numbered files that are only ever appended to. Room is made ahead, by writing zeros or
/// by using old files again, because a force is quick when the file need not grow.
///
/// After a failure nothing more is written to a file, because what reached the disk is unknown then
/// (a force that fails may have dropped what it was to make durable, and a later one succeeds all
/// the same). The log goes on in a new file, which says where the one before ends.
final class FileJournal implements Journal {
    private static final long SPARE = 32 << 20;
    private static final long ROOM = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    private final Disk disk;
    private final Path directory;
    private final SpareLogs spares;
    private final long segmentBytes;
    private final NavigableMap<Long, Segment> segments;
    private Disk.OpenFile file;
    private Segment segment;
    private long offset;

    /// How far the file reaches; zeros from [#offset] on.
    private long allocated;

    private boolean doubtful;
    private boolean nextWanted;

    /// Goes on with what recovery found.
    ///
    /// @param segments the files that recovery read; the last is appended to
    /// @param lastBatch where its last batch begins, of which nobody knows whether it was forced:
    ///   it may be what a killed process, or one whose force failed, left in the system's memory
    ///   only
    /// @param offset where its valid frames end
    /// @param torn whether something else than zeros follows there
    FileJournal(
            Disk disk,
            Path directory,
            long segmentBytes,
            NavigableMap<Long, Segment> segments,
            long lastBatch,
            long offset,
            boolean torn)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.segments = segments;
        this.segment = segments.lastEntry().getValue();
        this.offset = offset;
        this.file = disk.open(segment.path);
        if (torn) {
            file.truncate(offset);
        }
        this.allocated = file.size();
        this.spares = new SpareLogs(disk);
        var last = ByteBuffer.allocate((int) (offset - lastBatch));
        Disk.write(file, last.put(file.view(lastBatch, last.capacity())).flip(), lastBatch);
        file.force();
        disk.force(directory);
        spares.start();
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
    public boolean fullAt(long at) {
        return at >= segmentBytes;
    }

    @Override
    public void rollWhenFull() throws IOException {
        if (doubtful || fullAt(offset)) {
            roll();
        }
    }

    @Override
    public long roll() throws IOException {
        var cut = new LogRecord.Cut(segment.number, offset);
        doubtful = true; // until there is a new file, whose name may be durable already
        var number = segment.number + 1;
        var first = LogFile.create(disk, directory, number, cut, spares.take());
        var path = LogFile.path(directory, number);
        var fresh = disk.open(path);
        Segment next;
        try {
            next = new Segment(number, path, disk);
            allocated = fresh.size();
        } catch (IOException failure) {
            fresh.close();
            throw failure;
        }
        var before = file;
        segment.bytes(offset);
        file = fresh;
        offset = first;
        segment = next;
        segments.put(number, next);
        doubtful = false;
        nextWanted = false;
        before.close();
        return number;
    }

    @Override
    public void append(ByteBuffer batch) throws IOException {
        var size = batch.remaining();
        if (doubtful) {
            throw new IOException("an earlier write failed");
        }
        doubtful = true;
        if (offset + size > allocated) {
            makeRoom(offset + size);
        }
        fillBlock(batch);
        Disk.write(file, batch, offset);
        file.force();
        offset += size;
        doubtful = false;
        if (!nextWanted && offset > segmentBytes / 4) {
            nextWanted = true;
            spares.want(LogFile.path(directory, segment.number + 1), segmentBytes + room());
        }
    }

    /// Adds zeros to the end of the disk's block, where there is room already: else the system
    /// would first read what stands there.
    private void fillBlock(ByteBuffer batch) {
        var size = batch.limit();
        var end = offset + size;
        var zeros = (int) (-end & (Disk.BLOCK - 1));
        if (end + zeros <= allocated && batch.capacity() - size >= zeros) {
            batch.limit(size + zeros).put(size, Disk.ZEROS, 0, zeros);
        }
    }

    private long room() {
        return Math.min(ROOM, segmentBytes);
    }

    /// Lets the file grow beyond the offset, when the disk allows it: a file grows by itself, too.
    private void makeRoom(long end) {
        allocated = end;
        try {
            var room = end + room();
            Disk.zero(file, end, room);
            allocated = room;
        } catch (IOException full) {
            LOG.atDebug()
                    .addKeyValue("reason", full.getMessage())
                    .log("The log grows as it is written");
        }
    }

    @Override
    public boolean writable() {
        try {
            if (disk.usableSpace(directory) <= SPARE) {
                return false;
            }
            if (doubtful) {
                roll();
            }
            return true;
        } catch (IOException failsStill) {
            return false;
        }
    }

    @Override
    public long bytesSince(long number) {
        var bytes = offset;
        for (var each : segments.tailMap(number).values()) {
            bytes += each == segment ? 0 : each.bytes();
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
                    each.retire();
                    spares.retire(each.path, each.bytes() >= segmentBytes / 2);
                } catch (IOException failure) {
                    LOG.atWarn()
                            .addKeyValue("file", each.path)
                            .setCause(failure)
                            .log("Cannot give up an old log file");
                }
            }
        }
    }

    /// Waits until the files that were given up are ready to be used again, or gone.
    void settle() {
        spares.settle();
    }

    @Override
    public void close() {
        spares.close();
        try {
            if (allocated > offset && !doubtful) {
                file.truncate(offset);
            }
            file.close();
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
