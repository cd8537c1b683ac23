package dev.jong.store;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A watch whose batches are changed before they are handed on.
record MappedWatch(Watch inner, UnaryOperator<WatchBatch> change) implements Watch {
    @Override
    public WatchBatch take() throws InterruptedException {
        return change.apply(inner.take());
    }

    @Override
    public Optional<WatchBatch> poll(Duration patience) throws InterruptedException {
        return inner.poll(patience).map(change);
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
