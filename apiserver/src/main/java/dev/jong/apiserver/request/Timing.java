package dev.jong.apiserver.request;

import java.util.concurrent.atomic.AtomicLong;

/// Since when a request is known, how much of the time since then went by in waiting for others,
/// and how much it brought.
public final class Timing {
    private final long received = System.nanoTime();
    private final AtomicLong waited = new AtomicLong();
    private volatile long body = -1;

    /// In nanoseconds of [System#nanoTime].
    public long received() {
        return received;
    }

    /// Nanoseconds in queues and webhooks.
    public long waited() {
        return waited.get();
    }

    public void waited(long nanos) {
        waited.addAndGet(nanos);
    }

    /// Bytes of the body; -1 while it was not read.
    public long body() {
        return body;
    }

    public void body(long bytes) {
        body = bytes;
    }
}
