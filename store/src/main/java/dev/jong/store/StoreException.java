package dev.jong.store;

import java.nio.file.Path;

/// What a store throws. Each message is one sentence that says what to do.
public abstract sealed class StoreException extends RuntimeException {
    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    private StoreException(String message) {
        super(message);
    }

    /// The store reads but takes no writes, for example because the disk is full. A write that met
    /// the failure itself is not done, and will not be, unless the machine stops before the disk
    /// takes writes again: then it may be found done.
    public static final class ReadOnly extends StoreException {
        public ReadOnly(String message) {
            super(message);
        }
    }

    /// The store was closed. Whether a write that was under way is durable is unknown.
    public static final class Closed extends StoreException {
        public Closed() {
            super("the store is closed");
        }
    }

    /// Whoever keeps the store does not answer. Nothing was changed.
    public static final class Unavailable extends StoreException {
        public Unavailable(String message) {
            super(message);
        }
    }

    /// Whoever keeps the store did not say whether a change was made; it may still be made.
    public static final class Undecided extends StoreException {
        public Undecided(String message) {
            super(message);
        }
    }

    /// A value is larger than the store takes. Nothing was changed.
    public static final class TooLarge extends StoreException {
        public TooLarge(String message) {
            super(message);
        }
    }

    /// A write named a lease that has ended.
    public static final class NoSuchLease extends StoreException {
        public NoSuchLease(long lease) {
            super("lease " + Long.toHexString(lease) + " has ended");
        }
    }

    /// A file of the store is not what was written.
    public static final class Corrupted extends StoreException {
        private final Path file;
        private final long offset;

        /// Says what is wrong.
        ///
        /// @param offset where in the file
        public Corrupted(Path file, long offset, String what) {
            super(
                    file
                            + " "
                            + what
                            + ": `jong store repair` says what can be saved; or restore the data directory from a backup");
            this.file = file;
            this.offset = offset;
        }

        public Path file() {
            return file;
        }

        public long offset() {
            return offset;
        }
    }

    /// Another process works on the same data directory.
    public static final class InUse extends StoreException {
        public InUse(String message) {
            super(message);
        }
    }

    /// The data directory or a file in it cannot be read or made.
    public static final class Unusable extends StoreException {
        public Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
