package dev.jong.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A watch that delivers something else in place of each batch.
final class WatchAround implements Watch {
    private final Watch inner;
    private final Function<WatchBatch, List<WatchBatch>> change;
    private final Deque<WatchBatch> ready = new ArrayDeque<>();

    WatchAround(Watch inner, Function<WatchBatch, List<WatchBatch>> change) {
        this.inner = inner;
        this.change = change;
    }

    /// Changes batches of events only.
    static WatchAround events(Watch inner, Function<List<Event>, List<List<Event>>> change) {
        return new WatchAround(
                inner,
                batch ->
                        batch instanceof WatchBatch.Events(var events)
                                ? change.apply(events).stream()
                                        .filter(some -> !some.isEmpty())
                                        .<WatchBatch>map(WatchBatch.Events::new)
                                        .toList()
                                : List.of(batch));
    }

    @Override
    public WatchBatch take() throws InterruptedException {
        while (ready.isEmpty()) {
            ready.addAll(change.apply(inner.take()));
        }
        return ready.remove();
    }

    @Override
    public Optional<WatchBatch> poll(Duration patience) throws InterruptedException {
        return Optional.of(take());
    }

    @Override
    public void requestProgress() {
        inner.requestProgress();
    }

    @Override
    public void close() {
        inner.close();
    }
}
