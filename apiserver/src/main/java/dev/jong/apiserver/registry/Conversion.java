package dev.jong.apiserver.registry;

import java.util.function.Function;

/// Between a served version of a resource and the one that is stored.
///
/// @param fields of the served version → of the stored one, for field selectors
public record Conversion<T, S>(
        Function<T, S> toStored, Function<S, T> fromStored, Function<String, String> fields) {}
