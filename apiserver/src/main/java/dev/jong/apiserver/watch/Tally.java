package dev.jong.apiserver.watch;

/// What the cache of a resource saw.
///
/// @param changes that the store told of
/// @param fillings from the store
/// @param revision up to which everything is known
/// @param capacity how many changes are kept at most
public record Tally(long changes, long fillings, long revision, int capacity) {}
