package dev.jong.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Makes batches durable in order, beside the commit thread. While one is written the next may lie
/// ready; it is begun as soon as the one before is durable, and not at all when that failed.
final class BatchWriter {
    private final Journal journal;
    private final Runnable ended;
    private final StoreThread thread = new StoreThread("store-force", this::run);
    private final AtomicReference<@Nullable Batch> ready = new AtomicReference<>();
    private final AtomicLong durable = new AtomicLong();
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /// Makes a writer.
    ///
    /// @param ended told each time that a batch is durable or has failed, in the writer's thread
    BatchWriter(Journal journal, Runnable ended) {
        this.journal = journal;
        this.ended = ended;
    }

    void start() {
        thread.start();
    }

    /// Lays a batch ready; there is none yet.
    void offer(Batch next) {
        ready.set(next);
        thread.wake();
    }

    /// Takes a batch back; false when it is being written, or was.
    boolean withdraw(Batch offered) {
        return ready.compareAndSet(offered, null);
    }

    /// Writes a batch in the caller's thread; no other is written or ready.
    void write(Batch next) {
        try {
            journal.append(next.bytes());
            durable.incrementAndGet();
        } catch (IOException | RuntimeException | Error failed) {
            failure = failed;
        }
    }

    /// How many batches it has made durable.
    long durable() {
        return durable.get();
    }

    /// Why the batch after the [#durable] ones failed; absent when none has. Nothing more is begun
    /// then until [#goOn].
    @Nullable Throwable failure() {
        return failure;
    }

    /// Drops what lies ready and forgets the failure.
    void goOn() {
        ready.set(null);
        failure = null;
    }

    private void run() {
        while (true) {
            var next = failure == null ? ready.getAndSet(null) : null;
            if (next != null) {
                write(next);
                ended.run();
            } else if (closed) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    /// Ends the thread, after the batch that is being written.
    void close() {
        closed = true;
        thread.wake();
        thread.join();
    }
}
