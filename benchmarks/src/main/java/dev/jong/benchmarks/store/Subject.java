package dev.jong.benchmarks.store;

import dev.jong.store.Store;

/// A store to be measured, on a folder of its own.
interface Subject {
    String name();

    /// Starts it on what is in its folder; it answers when this returns.
    Running start() throws Exception;

    /// Deletes what it keeps.
    void clear() throws Exception;

    /// A store that runs.
    interface Running extends AutoCloseable {
        Store store();

        /// Bytes of memory that it needs now: used heap, or the resident size of a process.
        long memory() throws Exception;

        @Override
        void close();
    }
}
