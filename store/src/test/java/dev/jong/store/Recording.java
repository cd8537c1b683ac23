package dev.jong.store;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// What all clients of a store saw, over all its lives.
final class Recording {
    private final AtomicLong tick = new AtomicLong();
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final List<Call.Watched> watches = new CopyOnWriteArrayList<>();

    long tick() {
        return tick.incrementAndGet();
    }

    void add(Call call) {
        calls.add(call);
    }

    void add(Call.Watched watch) {
        watches.add(watch);
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<Call.Watched> watches() {
        return watches;
    }
}
