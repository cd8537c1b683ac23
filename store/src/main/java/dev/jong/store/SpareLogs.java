package dev.jong.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Log files with room that is durable already, so that a force of what is written there finds no
/// metadata to write, which takes a third of the time. They are log files that are done with, or
/// new ones when there is none. They are made ready beside the writers; what is not needed is
/// deleted.
///
/// What stood in a file is written over with zeros, so that it ends where its frames end, as a file
/// does that is appended to; should any of it come back, a frame's checksum says that it belongs to
/// another file.
final class SpareLogs {
    static final String SUFFIX = ".spare";
    private static final String FRESH = ".fresh" + SUFFIX;
    private static final int MOST = 3;

    /// New files are made only where so many times their size is free.
    private static final int PLENTY = 4;

    /// Somebody's force waits for as much.
    private static final int DRAIN_EVERY = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(SpareLogs.class);

    /// A file to be made ready, or deleted.
    ///
    /// @param fresh how large a new one gets; 0 for one that is there
    private record Work(Path path, long fresh) {
        boolean reuses() {
            return path.toString().endsWith(SUFFIX);
        }
    }

    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Work> work = new ArrayDeque<>(); // guarded by lock
    private final Deque<Path> ready = new ArrayDeque<>(); // guarded by lock
    private int spares; // guarded by lock
    private boolean working; // guarded by lock
    private boolean closed; // guarded by lock
    private final StoreThread thread = new StoreThread("store-spares", this::run);

    SpareLogs(Disk disk) {
        this.disk = disk;
    }

    void start() {
        thread.start();
    }

    /// Takes a log file that nothing needs any more.
    ///
    /// @param reuse whether it is large enough to be used again
    /// @throws IOException when it cannot be renamed; it is still there then
    void retire(Path log, boolean reuse) throws IOException {
        lock.lock();
        try {
            if (reuse && spares < MOST) {
                var spare = log.resolveSibling(log.getFileName() + SUFFIX);
                disk.rename(log, spare);
                spares++;
                work.add(new Work(spare, 0));
            } else {
                work.add(new Work(log, 0));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Makes a file of that many bytes unless there is one, or is going to be.
    ///
    /// @param log the log file it is for
    void want(Path log, long bytes) {
        lock.lock();
        try {
            if (spares == 0) {
                spares++;
                work.add(new Work(log.resolveSibling(log.getFileName() + FRESH), bytes));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// A file full of durable zeros; absent when none is ready.
    @Nullable Path take() {
        lock.lock();
        try {
            var spare = ready.poll();
            if (spare != null) {
                spares--;
            }
            return spare;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything it was given is ready or gone.
    void settle() {
        lock.lock();
        try {
            while ((working || !work.isEmpty()) && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (var each = next(); each != null; each = next()) {
            if (each.reuses()) {
                clear(each);
            } else {
                delete(each.path);
            }
        }
    }

    private @Nullable Work next() {
        lock.lock();
        try {
            working = false;
            changed.signalAll();
            while (work.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            working = !closed;
            return closed ? null : work.poll();
        } finally {
            lock.unlock();
        }
    }

    private void clear(Work each) {
        var spare = each.path;
        try (var file = each.fresh > 0 ? make(spare, each.fresh) : disk.open(spare)) {
            var size = Math.max(each.fresh, file.size());
            for (var at = 0L; at < size && !closed(); at += DRAIN_EVERY) {
                Disk.zero(file, at, Math.min(size, at + DRAIN_EVERY));
                file.drain();
            }
            file.force();
            lock.lock();
            try {
                ready.add(spare);
            } finally {
                lock.unlock();
            }
        } catch (IOException failure) {
            LOG.atWarn()
                    .addKeyValue("file", spare)
                    .addKeyValue("reason", failure.getMessage())
                    .log("Cannot make a log file ready");
            delete(spare);
            lock.lock();
            try {
                spares--;
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private Disk.OpenFile make(Path spare, long bytes) throws IOException {
        if (disk.usableSpace(spare.resolveSibling("")) < PLENTY * bytes) {
            throw new IOException("little space is left");
        }
        return disk.createInOrder(spare);
    }

    private void delete(Path path) {
        try {
            disk.delete(path);
        } catch (IOException failure) {
            LOG.atWarn()
                    .addKeyValue("file", path)
                    .addKeyValue("reason", failure.getMessage())
                    .log("Cannot delete an old log file");
        }
    }

    /// Deletes what it has.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join();
        work.forEach(each -> delete(each.path));
        ready.forEach(this::delete);
    }
}
