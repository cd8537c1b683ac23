package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a file in pieces from its beginning to its end, in a thread of its own that is a few
/// pieces ahead of who takes them.
final class FilePieces implements AutoCloseable {
    private static final int AHEAD = 4;
    private static final Logger LOG = LoggerFactory.getLogger(FilePieces.class);

    private final Disk.OpenFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuffer> free = new ArrayDeque<>(); // guarded by lock
    private final Deque<ByteBuffer> read = new ArrayDeque<>(); // guarded by lock
    private boolean ended; // guarded by lock
    private final StoreThread thread = new StoreThread("store-read", this::run);

    // the taker's own
    private @Nullable ByteBuffer taken;

    private FilePieces(Disk.OpenFile file) {
        this.file = file;
        for (var i = 0; i < AHEAD; i++) {
            free.add(Disk.piece());
        }
    }

    /// Begins to read.
    ///
    /// @param file is closed with this; see [Disk#openInOrder]
    static FilePieces of(Disk.OpenFile file) {
        var pieces = new FilePieces(file);
        pieces.thread.start();
        return pieces;
    }

    /// The next piece, which is good until the next call; absent at the file's end and where it
    /// cannot be read.
    @Nullable ByteBuffer next() {
        lock.lock();
        try {
            if (taken != null) {
                free.add(taken);
                changed.signalAll();
            }
            while (read.isEmpty() && !ended) {
                changed.awaitUninterruptibly();
            }
            taken = read.poll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            var at = 0L;
            for (var piece = await(); piece != null && give(piece, at); piece = await()) {
                at += Disk.PIECE;
            }
        } catch (IOException failure) {
            LOG.atDebug()
                    .addKeyValue("reason", failure.getMessage())
                    .log("A file is not read ahead any more"); // who reads it again is told
        } finally {
            end();
        }
    }

    private @Nullable ByteBuffer await() {
        lock.lock();
        try {
            while (free.isEmpty() && !ended) {
                changed.awaitUninterruptibly();
            }
            return ended ? null : free.poll();
        } finally {
            lock.unlock();
        }
    }

    /// Reads a piece and gives it; false when it was the last.
    private boolean give(ByteBuffer piece, long at) throws IOException {
        var count = file.read(piece.clear(), at);
        if (count > 0) {
            lock.lock();
            try {
                read.add(piece.flip());
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return count == Disk.PIECE;
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        end();
        thread.join();
        file.close();
    }
}
