package dev.jong.apiserver.audit;

import dev.jong.api.json.JsonObject;
import dev.jong.foundation.TokenBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes events without making requests wait, and passes them on in batches. What comes while the
/// buffer is full is lost, and counted.
final class Batches implements AuditSink {
    private static final Logger log = LoggerFactory.getLogger(Batches.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final String name;
    private final AuditSink next;
    private final Settings settings;
    private final Optional<TokenBucket> throttle;
    private final AuditFigures figures;
    private final BlockingQueue<JsonObject> waiting;
    private final Thread writer;
    private final ExecutorService senders;
    private volatile boolean closing;

    /// How events are collected.
    ///
    /// @param buffer how many may wait
    /// @param size of a batch
    /// @param patience how long a batch that is not full may wait
    /// @param together whether a batch is passed on while those before it still are
    record Settings(int buffer, int size, Duration patience, boolean together) {}

    Batches(
            String name,
            AuditSink next,
            Settings settings,
            Optional<TokenBucket> throttle,
            AuditFigures figures) {
        this.name = name;
        this.next = next;
        this.settings = settings;
        this.throttle = throttle;
        this.figures = figures;
        this.waiting = new ArrayBlockingQueue<>(settings.buffer());
        this.senders =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("audit-" + name + "-", 0).factory());
        this.writer = Thread.ofVirtual().name("audit-" + name).unstarted(this::run);
    }

    Batches start() {
        writer.start();
        return this;
    }

    @Override
    public boolean take(List<JsonObject> events) {
        int lost = 0;
        for (var event : events) {
            if (closing || !waiting.offer(event)) {
                lost++;
            }
        }
        if (lost > 0) {
            figures.errors().with("buffered").add(lost);
            log.atWarn().addKeyValue("events", lost).log("Lost audit events: the buffer is full");
        }
        return true;
    }

    private void run() {
        while (!closing || !waiting.isEmpty()) {
            try {
                var batch = collect();
                if (batch.isEmpty()) {
                    continue;
                }
                if (throttle.isPresent()) {
                    Thread.sleep(throttle.get().reserve());
                }
                if (settings.together()) {
                    senders.execute(() -> next.take(batch));
                } else {
                    next.take(batch);
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private List<JsonObject> collect() throws InterruptedException {
        var batch = new ArrayList<JsonObject>();
        var first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            return batch;
        }
        batch.add(first);
        long end = System.nanoTime() + settings.patience().toNanos();
        while (batch.size() < settings.size()) {
            long left = closing ? 0 : Math.min(end - System.nanoTime(), LOOK.toNanos());
            var more = left > 0 ? waiting.poll(left, TimeUnit.NANOSECONDS) : waiting.poll();
            if (more != null) {
                batch.add(more);
            } else if (closing || System.nanoTime() >= end) {
                return batch;
            }
        }
        return batch;
    }

    @Override
    public void close() {
        closing = true;
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        senders.close();
        next.close();
    }

    @Override
    public String toString() {
        return "batches of " + name;
    }
}
