package dev.jong.apiserver.watch;

/// What the cache of a resource saw.
///
/// @param changes that the store told of
/// @param fillings from the store
/// @param revision up to which everything is known
/// @param capacity how many changes are kept at most
/// @param lists how often it was asked for a list
/// @param fetched objects that were looked at for lists
/// @param returned objects that lists showed
public record Tally(
        long changes,
        long fillings,
        long revision,
        int capacity,
        long lists,
        long fetched,
        long returned) {
    /// The same with what was listed.
    public Tally listed(long times, long looked, long shown) {
        return new Tally(changes, fillings, revision, capacity, times, looked, shown);
    }
}
