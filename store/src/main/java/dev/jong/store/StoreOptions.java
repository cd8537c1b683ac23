package dev.jong.store;

import java.time.Duration;
import java.time.InstantSource;

/// How a [LogStore] behaves.
///
/// @param history how long superseded values can be read and watches resumed
/// @param historyRevisions at most so many revisions of history, whatever their age
/// @param historyBytes at most so much of superseded values, whatever their age
/// @param segmentBytes size at which a new log file is begun
/// @param watchQueue events a slow watcher may have waiting before it is sent to history
public record StoreOptions(
        InstantSource clock,
        Duration history,
        int historyRevisions,
        long historyBytes,
        int segmentBytes,
        int watchQueue) {

    /// Upstream's API server compacts every five minutes what is older than five minutes.
    public static final StoreOptions DEFAULT =
            new StoreOptions(
                    InstantSource.system(),
                    Duration.ofMinutes(5),
                    250_000,
                    1L << 30,
                    64 << 20,
                    10_000);

    public StoreOptions withClock(InstantSource newClock) {
        return new StoreOptions(
                newClock, history, historyRevisions, historyBytes, segmentBytes, watchQueue);
    }

    public StoreOptions withHistory(Duration newHistory, int revisions) {
        return new StoreOptions(
                clock, newHistory, revisions, historyBytes, segmentBytes, watchQueue);
    }

    public StoreOptions withHistoryBytes(long bytes) {
        return new StoreOptions(clock, history, historyRevisions, bytes, segmentBytes, watchQueue);
    }

    public StoreOptions withSegmentBytes(int bytes) {
        return new StoreOptions(clock, history, historyRevisions, historyBytes, bytes, watchQueue);
    }

    public StoreOptions withWatchQueue(int events) {
        return new StoreOptions(
                clock, history, historyRevisions, historyBytes, segmentBytes, events);
    }
}
