package dev.jong.store;

import java.util.List;

/// What the log and snapshots are made of.
@SuppressWarnings("ArrayRecordComponent") // shared bytes, not part of equality
sealed interface LogRecord {

    /// Writes a value.
    ///
    /// @param valueOffset where in the file the value's bytes lie
    record Put(
            String key,
            byte[] value,
            long createRevision,
            long revision,
            long count,
            long lease,
            int valueOffset)
            implements LogRecord {

        Version version(KeyHistory of) {
            return Version.put(of, revision, createRevision, count, lease, value);
        }
    }

    /// Deletes keys at a revision; a lease other than 0 has ended with it.
    record Delete(long revision, long lease, List<String> keys) implements LogRecord {}

    record Grant(long lease, long seconds) implements LogRecord {}

    /// Says of the log file before this one where it ends: what follows there is the rest of a
    /// write that failed.
    record Cut(long file, long offset) implements LogRecord {}

    /// Ends a snapshot.
    record End(long revision, long entries) implements LogRecord {}
}
