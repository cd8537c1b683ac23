package dev.jong.store;

/// A store broke a promise.
final class Violation extends AssertionError {
    /// What a store promises: that its keys are strictly serializable, and etcd's properties of a
    /// watch.
    enum Promise {
        /// What was answered or shown stays; a revision stands for one change.
        DURABLE,
        /// An answer is that of the state at one revision, and no older than what was known.
        SERIALIZABLE,
        LEASE,
        FILTER,
        BOOKMARKABLE,
        ORDERED,
        UNIQUE,
        ATOMIC,
        RELIABLE,
        RESUMABLE,
        PREVIOUS_VALUE,
        IS_CREATE
    }

    final Promise promise;

    Violation(Promise promise, String what) {
        super(promise + ": " + what);
        this.promise = promise;
    }

    static void unless(boolean holds, Promise promise, String what, Object... arguments) {
        if (!holds) {
            throw new Violation(promise, what.formatted(arguments));
        }
    }
}
