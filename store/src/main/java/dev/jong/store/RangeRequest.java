package dev.jong.store;

/// Which keys to read.
///
/// @param prefix keys must begin with it
/// @param startKey first key, inclusive; empty for the prefix's first. A continued read names the
///   last key it saw plus "\0"
/// @param revision 0 for the newest
/// @param limit at most so many entries; 0 for all
public record RangeRequest(String prefix, String startKey, long revision, int limit) {

    public static RangeRequest all(String prefix) {
        return new RangeRequest(prefix, "", 0, 0);
    }

    public RangeRequest from(String key) {
        return new RangeRequest(prefix, key, revision, limit);
    }

    public RangeRequest at(long atRevision) {
        return new RangeRequest(prefix, startKey, atRevision, limit);
    }

    public RangeRequest limit(int most) {
        return new RangeRequest(prefix, startKey, revision, most);
    }
}
