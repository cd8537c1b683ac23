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

/// Log files that are done with. Some are made ready to be used again: their blocks stay with them,
/// so that a force of what is written there finds no metadata to write, which takes a third of the
/// time. The rest is deleted. Both happens beside the writers.
///
/// What stood in a file is written over with zeros, so that it ends where its frames end, as a file
/// does that is appended to; should any of it come back, a frame's checksum says that it belongs to
/// another file.
final class SpareLogs {
    static final String SUFFIX = ".spare";
    private static final int MOST = 3;
    private static final int FORCE_EVERY = 4 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(SpareLogs.class);

    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Path> retired = new ArrayDeque<>(); // guarded by lock
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
                retired.add(spare);
            } else {
                retired.add(log);
            }
            changed.signalAll();
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

    /// Waits until everything that was retired is ready or gone.
    void settle() {
        lock.lock();
        try {
            while ((working || !retired.isEmpty()) && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (var path = next(); path != null; path = next()) {
            if (path.toString().endsWith(SUFFIX)) {
                clear(path);
            } else {
                delete(path);
            }
        }
    }

    private @Nullable Path next() {
        lock.lock();
        try {
            working = false;
            changed.signalAll();
            while (retired.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            working = !closed;
            return closed ? null : retired.poll();
        } finally {
            lock.unlock();
        }
    }

    private void clear(Path spare) {
        try (var file = disk.open(spare)) {
            var size = file.size();
            for (var at = 0L; at < size; at += FORCE_EVERY) { // nobody's force waits for much of it
                Disk.zero(file, at, Math.min(size, at + FORCE_EVERY));
                file.force();
            }
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
                    .log("Cannot make a log file ready to be used again");
            delete(spare);
            lock.lock();
            try {
                spares--;
            } finally {
                lock.unlock();
            }
        }
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
        retired.forEach(this::delete);
        ready.forEach(this::delete);
    }
}
