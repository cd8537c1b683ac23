package dev.jong.apiserver.registry;

import org.jspecify.annotations.Nullable;

/// Something scarce that objects of a resource hold: Service addresses and ports. Called around the
/// write.
public interface Allocation<T> {
    /// Takes what the object needs before it is stored, and refuses by throwing when there is none.
    ///
    /// @param old null on create
    /// @return the object with what it was given
    T allocate(T now, @Nullable T old, boolean dryRun);

    /// The write did not happen: gives back what [#allocate] took.
    void undo(T now, @Nullable T old);

    /// The write happened.
    ///
    /// @param now null when the object was deleted
    void done(@Nullable T now, @Nullable T old);
}
