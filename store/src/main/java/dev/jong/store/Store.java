package dev.jong.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Revisioned keys with watch and leases, with etcd's meaning: every transaction takes the next
/// revision, compares are on a key's revision, reads and watches never show what is not durable.
///
/// All methods block and are meant for virtual threads. Reads throw nothing that a caller expects;
/// the expected is a value. Arrays are shared, not copied: whoever hands one in or gets one never
/// changes it.
public interface Store extends AutoCloseable {

    /// The newest durable revision; a fresh store stands at 1. A read that must see every write
    /// that was answered before it reads at this revision or later.
    long revision();

    /// The revision up to which history is gone. Reads at it still answer, watches must start after
    /// it.
    long compactedRevision();

    /// The key's newest entry.
    Optional<Entry> get(String key);

    RangeResult range(RangeRequest request);

    /// Number of keys that now begin with the prefix.
    long count(String prefix);

    /// Performs the write when its compare holds, and returns when the result is durable and
    /// visible.
    ///
    /// @throws StoreException.ReadOnly when the disk takes no more writes
    /// @throws StoreException.Closed when the store is closed or closes before the write was made
    ///   durable
    Written write(Write write);

    /// As [#write] for each, in order, each with a revision of its own, waiting once for all.
    ///
    /// @throws StoreException.NoSuchLease when one of them names a lease that has ended; none was
    ///   made
    List<Written> writeAll(List<? extends Write> writes);

    /// Every change to a key that begins with the prefix, in order of revision, without gaps, from
    /// `startRevision` (inclusive); 0 means from now on.
    Watch watch(String prefix, long startRevision);

    /// A lease that ends after this time unless it is kept alive; its keys are then deleted as one
    /// revision.
    ///
    /// @return the lease's id, never 0
    long grantLease(Duration timeToLive);

    /// Starts the lease's time again.
    ///
    /// @return false when there is no such lease any more
    boolean keepLeaseAlive(long lease);

    /// Ends the lease now and deletes its keys.
    ///
    /// @return false when there is no such lease any more
    boolean revokeLease(long lease);

    /// Forgets what was superseded at or before this revision.
    void compact(long revision);

    /// Whether writes are taken, in one sentence for health checks; empty when all is well.
    Optional<String> trouble();

    /// How many bytes all of it takes where it is kept; 0 when it is kept in memory or that cannot
    /// be told now.
    long bytes();

    @Override
    void close();
}
