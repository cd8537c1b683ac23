package dev.jong.store;

import org.jspecify.annotations.Nullable;

/// What became of a [Write].
public sealed interface Written {

    /// The compare held and the change is durable.
    ///
    /// @param revision the new revision, of a delete too
    /// @param previous what stood there before; absent only after a create
    record Done(long revision, @Nullable Entry previous) implements Written {}

    /// The compare did not hold.
    ///
    /// @param current the key's newest entry, absent when it does not exist
    record Conflict(@Nullable Entry current) implements Written {}
}
