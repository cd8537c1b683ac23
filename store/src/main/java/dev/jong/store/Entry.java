package dev.jong.store;

/// A key's value at a revision.
///
/// @param createRevision revision at which the key began to exist (this time)
/// @param revision revision of this value, what Kubernetes calls resourceVersion
/// @param version how many times the key was written since it was created, 1 for the first
/// @param lease 0 for none
@SuppressWarnings("ArrayRecordComponent") // shared bytes, not part of equality
public record Entry(
        String key, byte[] value, long createRevision, long revision, long version, long lease) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && revision == that.revision && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode() * 31 + Long.hashCode(revision);
    }

    @Override
    public String toString() {
        return key + "@" + revision + " (" + value.length + " bytes)";
    }
}
