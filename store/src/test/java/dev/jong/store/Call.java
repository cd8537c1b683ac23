package dev.jong.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client of a store asked and was told. Times are ticks of one counter; the end of a call
/// that was not answered is [#NEVER].
sealed interface Call {
    long NEVER = Long.MAX_VALUE;

    long begun();

    long ended();

    /// Without an answer it may have happened or not.
    record Wrote(long begun, long ended, Write write, @Nullable Written answer) implements Call {}

    /// The write named a lease that had ended.
    record NoLease(long begun, long ended, long lease) implements Call {}

    record Got(long begun, long ended, String key, @Nullable Entry entry) implements Call {}

    record Ranged(long begun, long ended, RangeRequest request, RangeResult answer)
            implements Call {}

    record Counted(long begun, long ended, String prefix, long count) implements Call {}

    /// A watch delivered this revision or told that nothing up to it is missing.
    record Delivered(long begun, long ended, long revision) implements Call {}

    /// A lease was revoked, or its time was over and the store looked.
    record LeaseEnded(long begun, long ended, long lease) implements Call {}

    /// All that a watch delivered.
    ///
    /// @param start first revision asked for; 0 for from now on
    /// @param before the store's revision before the watch was made
    /// @param after the store's revision after it was made
    /// @param end what was asked of the store at last: everything up to this revision; 0 when the
    ///   watch was cut off
    record Watched(
            String prefix,
            long start,
            long before,
            long after,
            List<WatchBatch> batches,
            long end) {}
}
