package dev.jong.apiserver.admission;

/// What was booked for an object that is about to be stored.
@FunctionalInterface
public interface Charge {
    /// Nothing was booked.
    Charge NONE = () -> {};

    /// The object was not stored after all.
    void giveBack();
}
