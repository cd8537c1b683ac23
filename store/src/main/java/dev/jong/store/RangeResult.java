package dev.jong.store;

import java.util.List;

/// Answer to a [RangeRequest].
public sealed interface RangeResult {

    /// What stands there.
    ///
    /// @param entries in order of key
    /// @param remaining how many matching keys follow the last entry
    /// @param revision the revision that was read: the requested one, or the newest
    record Found(List<Entry> entries, long remaining, long revision) implements RangeResult {}

    /// The requested revision is older than what is kept.
    record Compacted(long compactedRevision) implements RangeResult {}

    /// The requested revision has not happened yet.
    record InFuture(long currentRevision) implements RangeResult {}
}
