package dev.jong.store;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something the commit thread does for a caller, who waits until its batch is durable.
final class Command<T> {
    private final Function<Batch, T> work;
    private final Thread caller = Thread.currentThread();
    private @Nullable T answer;
    private @Nullable StoreException failure;
    private volatile boolean done;

    /// Whether it needs a batch of its own.
    final boolean alone;

    /// The command that was handed in before it; a stack that the commit thread turns around.
    @Nullable Command<?> below;

    Command(boolean alone, Function<Batch, T> work) {
        this.alone = alone;
        this.work = work;
    }

    void stage(Batch batch) {
        try {
            answer = work.apply(batch);
        } catch (StoreException refused) {
            failure = refused;
        }
    }

    void complete() {
        done = true;
        LockSupport.unpark(caller);
    }

    void fail(StoreException why) {
        failure = why;
        complete();
    }

    /// Waits, also through interrupts: whether a write happened must be known.
    T await() {
        var interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        if (answer == null) {
            throw new IllegalStateException("a command answers");
        }
        return answer;
    }
}
