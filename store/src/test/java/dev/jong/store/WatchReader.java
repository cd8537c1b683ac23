package dev.jong.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Reads one watch to its end and records what came.
final class WatchReader {
    private final Recording recording;
    private final String prefix;
    private final long start;
    private final long before;
    private final long after;
    private final Watch watch;
    private final @Nullable CountDownLatch readFrom;
    private final List<WatchBatch> batches = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile long target;
    private volatile long seen;
    private volatile boolean complete;

    /// Opens a watch.
    ///
    /// @param start first revision; 0 for from now on
    /// @param readFrom a slow reader begins when this is open; absent for a fast one
    WatchReader(
            Recording recording,
            Store store,
            String prefix,
            long start,
            @Nullable CountDownLatch readFrom) {
        this.recording = recording;
        this.prefix = prefix;
        this.start = start;
        this.readFrom = readFrom;
        this.before = store.revision();
        this.watch = store.watch(prefix, start);
        this.after = store.revision();
        this.seen = start > 0 ? start - 1 : before;
        this.thread = Thread.ofVirtual().name("watch " + prefix).start(this::run);
    }

    String prefix() {
        return prefix;
    }

    /// Everything up to this revision came.
    long seen() {
        return seen;
    }

    private void run() {
        try {
            if (readFrom != null) {
                readFrom.await();
            }
            while (true) {
                var begun = recording.tick();
                var batch = watch.take();
                batches.add(batch);
                switch (batch) {
                    case WatchBatch.Events(var events) ->
                            saw(begun, Math.max(seen, events.getLast().revision()));
                    case WatchBatch.Progress(var revision) -> {
                        saw(begun, Math.max(seen, revision));
                        if (target > 0 && revision >= target) {
                            complete = true;
                            return;
                        }
                    }
                    case WatchBatch.Compacted _ -> {
                        complete = true;
                        return;
                    }
                    case WatchBatch.Closed _ -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException | StoreException stopped) {
            complete = false;
        }
    }

    private void saw(long begun, long revision) {
        seen = revision;
        recording.add(new Call.Delivered(begun, recording.tick(), revision));
    }

    void askProgress() {
        watch.requestProgress();
    }

    /// Waits until everything up to the revision came; false when the watch ended before.
    boolean catchesUp(long revision) {
        watch.requestProgress();
        while (seen < revision && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return seen >= revision;
    }

    /// Waits until everything up to the revision came.
    void finish(long revision) throws InterruptedException {
        target = revision;
        watch.requestProgress();
        thread.join(20_000);
        var came = complete;
        stop();
        if (!came) {
            throw new Violation(
                    Violation.Promise.RELIABLE,
                    "a watch of %s from %s did not come to revision %s: %s"
                            .formatted(prefix, start, revision, batches));
        }
    }

    /// Ends the watch and records it.
    void stop() throws InterruptedException {
        watch.close();
        thread.join();
        recording.add(
                new Call.Watched(
                        prefix, start, before, after, List.copyOf(batches), complete ? target : 0));
    }
}
