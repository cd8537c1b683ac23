package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/// One file of the log, seen as a place from which old values are read.
final class Segment {
    final long number;
    final Path path;
    private final ReentrantLock lock = new ReentrantLock();
    private final Disk disk;
    private Disk.OpenFile reader; // guarded by lock
    private boolean deleted; // guarded by lock

    private volatile long bytes;

    /// Versions whose value is only here. Commit thread only.
    private long retained;

    private boolean gone; // commit thread only

    Segment(long number, Path path, Disk disk) throws IOException {
        this.number = number;
        this.path = path;
        this.disk = disk;
        this.reader = disk.open(path);
    }

    /// How much of the file counts; 0 while it is appended to.
    long bytes() {
        return bytes;
    }

    void bytes(long count) {
        bytes = count;
    }

    /// Keeps the file for one more version; false when it is gone, because a snapshot holds all
    /// that was live in it.
    boolean retain() {
        if (gone) {
            return false;
        }
        retained++;
        return true;
    }

    void release() {
        retained--;
    }

    boolean unused() {
        return retained == 0;
    }

    /// Reads a value.
    ///
    /// @throws Version.Forgotten when the file is no longer kept
    byte[] read(int position, int length) {
        var bytes = ByteBuffer.allocate(length);
        var interrupted =
                Thread.interrupted(); // an interrupt would close the channel under everyone
        lock.lock();
        try {
            while (bytes.hasRemaining()) {
                if (deleted) {
                    throw new Version.Forgotten();
                }
                try {
                    if (reader.read(bytes, position + bytes.position()) < 0) {
                        throw new StoreException.Corrupted(
                                path,
                                position + bytes.position(),
                                "ends where a value was written");
                    }
                } catch (ClosedChannelException closed) {
                    interrupted |= Thread.interrupted();
                    reader = disk.open(path);
                }
            }
        } catch (IOException failure) {
            throw new StoreException.Unusable(
                    "cannot read " + path + ": " + failure.getMessage(), failure);
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return bytes.array();
    }

    /// Says that nothing is read from it any more.
    void retire() throws IOException {
        gone = true;
        lock.lock();
        try {
            deleted = true;
            reader.close();
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            reader.close();
        } finally {
            lock.unlock();
        }
    }
}
