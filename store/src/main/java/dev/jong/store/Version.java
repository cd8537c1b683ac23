package dev.jong.store;

import org.jspecify.annotations.Nullable;

/// One value, or one deletion, in a key's history. Written by the commit thread only.
///
/// A superseded version forgets its value when the log still holds it, so that memory follows what
/// is live and not how often it changes.
final class Version {
    final KeyHistory of;
    final long revision;
    final long createRevision;
    final long count;
    final long lease;
    final boolean deleted;
    private final int length;
    private volatile byte @Nullable [] value;
    private @Nullable Segment segment;
    private int position;

    /// The version this one superseded, until compaction forgets it.
    volatile @Nullable Version previous;

    private Version(
            KeyHistory of,
            long revision,
            long createRevision,
            long count,
            long lease,
            byte @Nullable [] value) {
        this.of = of;
        this.revision = revision;
        this.createRevision = createRevision;
        this.count = count;
        this.lease = lease;
        this.deleted = value == null;
        this.length = value == null ? 0 : value.length;
        this.value = value;
    }

    static Version put(
            KeyHistory of,
            long revision,
            long createRevision,
            long count,
            long lease,
            byte[] value) {
        return new Version(of, revision, createRevision, count, lease, value);
    }

    static Version tombstone(KeyHistory of, long revision) {
        return new Version(of, revision, 0, 0, 0, null);
    }

    /// Where in the log the value's bytes lie.
    void locate(Segment in, int at) {
        segment = in;
        position = at;
    }

    int length() {
        return length;
    }

    /// Drops the value from memory if it can be read again from the log.
    void dropValue() {
        var in = segment;
        if (in != null && !deleted && length > 64 && value != null && in.retain()) {
            value = null;
        }
    }

    /// Says that nobody can ask for this version any more.
    void forget() {
        var in = segment;
        if (in != null && !deleted && value == null) {
            in.release();
        }
        segment = null;
    }

    Entry entry() {
        var bytes = value;
        if (bytes == null) {
            var in = segment;
            if (deleted || in == null) {
                throw new Forgotten();
            }
            bytes = in.read(position, length);
        }
        return new Entry(of.key, bytes, createRevision, revision, count, lease);
    }

    /// The version was compacted while it was being read.
    static final class Forgotten extends RuntimeException {
        Forgotten() {
            super("compacted", null, false, false);
        }
    }
}
