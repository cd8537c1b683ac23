package dev.jong.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Counts bytes that were handed to the connection's loop and not yet to the socket, and holds
/// their one writer back while they are too many.
final class Pending {
    private static final long HIGH_WATER_BYTES = 256 << 10;

    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable Thread waiter;
    private volatile boolean gone;

    /// Blocks while too much is under way, then counts `count` more.
    void admit(int count) {
        while (!gone && bytes.get() > HIGH_WATER_BYTES) {
            waiter = Thread.currentThread();
            if (!gone && bytes.get() > HIGH_WATER_BYTES) {
                LockSupport.park(this);
                if (Thread.currentThread().isInterrupted()) {
                    waiter = null;
                    throw new DisconnectedException("interrupted while writing");
                }
            }
            waiter = null;
        }
        check();
        bytes.addAndGet(count);
    }

    /// Whether [#admit] would not block, not even after as much as is collected before it is sent.
    boolean hasRoom() {
        return bytes.get() <= HIGH_WATER_BYTES / 2;
    }

    void check() {
        if (gone) {
            throw new DisconnectedException("the client has gone");
        }
    }

    /// `count` bytes have reached the socket, or never will.
    void release(int count) {
        if (bytes.addAndGet(-count) <= HIGH_WATER_BYTES) {
            wake();
        }
    }

    void gone() {
        gone = true;
        wake();
    }

    boolean isGone() {
        return gone;
    }

    private void wake() {
        var thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
