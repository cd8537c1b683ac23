package dev.jong.etcd;

import dev.jong.etcd.WatchStream.Signal;
import dev.jong.etcd.rpc.WatchCreateRequest;
import dev.jong.etcd.rpc.WatchResponse;
import dev.jong.store.Watch;
import dev.jong.store.WatchBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A watch that outlives its streams: when one ends, another one goes on behind the last event that
/// was delivered whole.
///
/// It is asked for from one revision before the next event. etcd refuses a watch that begins before
/// what is compacted, but not one that begins exactly there, whose deletes are gone already.
final class EtcdWatch implements Watch {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PROGRESS_PERIOD = Duration.ofMillis(100);

    private final EtcdStore store;
    private final Endpoints endpoints;
    private final String prefix;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    // the reader's own
    private final List<dev.jong.etcd.rpc.Event> fragments = new ArrayList<>();
    private Duration pause = FIRST_PAUSE;
    private long reopenAt = System.nanoTime();
    private boolean counted;

    /// Every event before this revision is delivered. The reader's own.
    private long next;

    private volatile long progressAt;
    private volatile boolean closed;
    private volatile @Nullable WatchBatch last;
    private volatile @Nullable WatchStream stream;

    EtcdWatch(EtcdStore store, Endpoints endpoints, String prefix, long startRevision) {
        this.store = store;
        this.endpoints = endpoints;
        this.prefix = prefix;
        this.next = startRevision;
    }

    @Override
    public WatchBatch take() throws InterruptedException {
        while (true) {
            var batch = poll(Duration.ofDays(1));
            if (batch.isPresent()) {
                return batch.get();
            }
        }
    }

    @Override
    public Optional<WatchBatch> poll(Duration patience) throws InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        while (true) {
            if (closed) {
                var end = last;
                return Optional.of(end == null ? new WatchBatch.Closed() : end);
            }
            long asked = progressAt;
            if (asked > 0 && next > asked) {
                progressAt = 0;
                return Optional.of(new WatchBatch.Progress(asked));
            }
            ensureStream();
            var signal = signals.poll(nanosUntil(until), TimeUnit.NANOSECONDS);
            if (signal != null) {
                var batch = work(signal);
                if (batch != null) {
                    return Optional.of(batch);
                }
            } else if (System.nanoTime() - until >= 0) {
                return Optional.empty();
            } else if (progressAt > 0 && counted) {
                askForProgress();
            }
        }
    }

    private long nanosUntil(long until) {
        long wait = until - System.nanoTime();
        if (stream == null) {
            wait = Math.min(wait, reopenAt - System.nanoTime());
        } else if (progressAt > 0 && counted) {
            wait = Math.min(wait, PROGRESS_PERIOD.toNanos());
        }
        return Math.max(0, wait);
    }

    private void ensureStream() {
        if (stream != null || System.nanoTime() - reopenAt < 0) {
            return;
        }
        var endpoint = endpoints.current();
        counted = !prefix.isEmpty() && store.progressIsReliable(endpoint);
        // Without reliable progress all changes are looked at: each revision has one.
        var keys = counted ? KeyRange.of(prefix) : KeyRange.ALL;
        fragments.clear();
        var opened =
                WatchStream.open(
                        endpoint,
                        WatchCreateRequest.newBuilder()
                                .setKey(keys.first())
                                .setRangeEnd(keys.end())
                                .setStartRevision(Math.max(1, next - 1))
                                .setPrevKv(true)
                                .setFragment(true)
                                .build(),
                        signals);
        stream = opened;
        if (closed || endpoints.current() != endpoint) {
            // Closed or left while it was being opened.
            opened.cancel();
        }
    }

    private @Nullable WatchBatch work(Signal signal) {
        return switch (signal) {
            case Signal.Wake() -> {
                if (progressAt > 0 && counted) {
                    askForProgress();
                }
                yield null;
            }
            case Signal.Ended(var from, var status) -> {
                if (from == stream) {
                    endpoints.leave(from.endpoint(), String.valueOf(status.getDescription()));
                    again();
                }
                yield null;
            }
            case Signal.Answer(var from, var response) -> {
                if (from != stream) {
                    yield null;
                }
                from.taken();
                yield work(from, response);
            }
        };
    }

    private @Nullable WatchBatch work(WatchStream from, WatchResponse response) {
        if (response.getCanceled()) {
            if (response.getCompactRevision() > 0) {
                return tooLate(response.getCompactRevision());
            }
            from.cancel();
            again();
            return null;
        }
        pause = FIRST_PAUSE;
        if (response.getCreated()) {
            return null;
        }
        if (response.getEventsCount() == 0 && !response.getFragment() && fragments.isEmpty()) {
            if (counted) {
                next = Math.max(next, response.getHeader().getRevision() + 1);
            }
            return null;
        }
        fragments.addAll(response.getEventsList());
        if (response.getFragment()) {
            return null;
        }
        var changes = Changes.of(fragments, prefix, next);
        if (changes.isEmpty()) {
            return tooLate(next);
        }
        next = Math.max(next, fragments.getLast().getKv().getModRevision() + 1);
        fragments.clear();
        return changes.get().isEmpty() ? null : new WatchBatch.Events(changes.get());
    }

    private WatchBatch tooLate(long compacted) {
        var end = new WatchBatch.Compacted(compacted);
        store.compactedTo(compacted);
        last = end;
        close();
        return end;
    }

    /// Has another stream opened, later when it failed before.
    private void again() {
        stream = null;
        reopenAt = System.nanoTime() + pause.toNanos();
        pause = pause.multipliedBy(2);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
    }

    @Override
    public void requestProgress() {
        progressAt = Math.max(progressAt, store.revision());
        signals.add(new Signal.Wake());
    }

    private void askForProgress() {
        var running = stream;
        if (running != null) {
            running.requestProgress();
        }
    }

    @Override
    public void close() {
        closed = true;
        store.forget(this);
        var running = stream;
        if (running != null) {
            running.cancel();
        }
        signals.add(new Signal.Wake());
    }
}
