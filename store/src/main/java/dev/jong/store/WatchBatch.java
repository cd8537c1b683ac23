package dev.jong.store;

import java.util.List;

/// What a [Watch] delivers.
public sealed interface WatchBatch {

    /// At least one event. Events of one revision are never split over batches.
    record Events(List<Event> events) implements WatchBatch {}

    /// Every event up to this revision has been delivered.
    record Progress(long revision) implements WatchBatch {}

    /// Events that should come next are gone: read anew and watch from there. The watch has ended.
    record Compacted(long compactedRevision) implements WatchBatch {}

    /// The watch or the store was closed.
    record Closed() implements WatchBatch {}
}
