package dev.jong.apiserver.registry;

/// What a watch begins with (`sendInitialEvents`, KEP-3157).
public enum InitialEvents {
    /// Nothing is said: with every object and a bookmark after the last when no version is named or
    /// `0`, else with what happened after the version.
    UNSAID,
    /// With every object and a bookmark after the last, whatever version is named.
    WANTED,
    /// With what happened after the version; when none is named or `0`, with what comes from now
    /// on.
    UNWANTED
}
