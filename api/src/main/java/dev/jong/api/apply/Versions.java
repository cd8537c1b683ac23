package dev.jong.api.apply;

import org.jspecify.annotations.Nullable;

/// The versions of a kind besides the one that is written now.
@FunctionalInterface
public interface Versions {
    /// The kind has but one, or nobody owns anything in another.
    Versions NONE = _ -> null;

    /// Null for the version that is written now, and for one that nobody knows any more.
    @Nullable OtherVersion of(String apiVersion);
}
