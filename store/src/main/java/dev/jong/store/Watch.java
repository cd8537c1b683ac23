package dev.jong.store;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A running watch. One thread takes from it; any thread may close it or ask for progress.
///
/// A consumer that is slow does not hold up the store or use up memory: what does not fit into its
/// bounded queue is read from history later, and when that has been compacted meanwhile it is told
/// so.
public interface Watch extends AutoCloseable {

    /// Waits for what comes next.
    WatchBatch take() throws InterruptedException;

    /// As [#take], but empty when nothing came in time.
    Optional<WatchBatch> poll(Duration patience) throws InterruptedException;

    /// Has a [WatchBatch.Progress] delivered after every event up to the store's revision of now.
    void requestProgress();

    /// Ends the watch; a waiting [#take] answers [WatchBatch.Closed].
    @Override
    void close();

    /// This watch with every batch as `change` makes it.
    default Watch mapped(UnaryOperator<WatchBatch> change) {
        return new MappedWatch(this, change);
    }
}
