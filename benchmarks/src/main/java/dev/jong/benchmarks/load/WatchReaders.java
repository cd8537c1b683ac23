package dev.jong.benchmarks.load;

/// Many watches read by one thread: a thousand readers share the machine with the server that is
/// measured, and a thread for each costs more than what it reads.
interface WatchReaders extends AutoCloseable {
    /// @param perConnection 1: HTTP/1.1, else that many share a connection by HTTP/2
    static WatchReaders of(Target target, int perConnection) {
        return perConnection == 1
                ? new SeparateWatches(target)
                : new SharedWatches(target, perConnection);
    }

    /// Returns before it is open. For one thread.
    void watch(String path, Reader reader);

    @Override
    void close();

    /// What is done with one watch. Called by one thread for all watches.
    interface Reader {
        void opened();

        /// Reads a line, the first `length` bytes of an array that holds others afterwards; answers
        /// whether to go on.
        boolean read(byte[] line, int length);

        /// It ended though its reader wanted to go on; nothing follows.
        void broke(Throwable cause);
    }
}
