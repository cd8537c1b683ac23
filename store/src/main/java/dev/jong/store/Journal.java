package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Makes batches durable. Used by the commit thread only, but for [#append], beside which the
/// commit thread asks no more than [#segment] and [#fullAt].
interface Journal extends AutoCloseable {

    /// The file the next batch goes to; absent when nothing is kept.
    @Nullable Segment segment();

    /// The next batch's offset in it.
    long offset();

    /// Whether a batch that begins at the offset goes to a new file instead.
    boolean fullAt(long offset);

    /// Starts a new file when the present one is large enough, or not to be trusted after a
    /// failure.
    void rollWhenFull() throws IOException;

    /// Starts a new file.
    ///
    /// @return its number
    long roll() throws IOException;

    /// Writes the batch and forces it; when this throws, nothing of the batch counts. What follows
    /// its limit in the buffer may change.
    void append(ByteBuffer batch) throws IOException;

    /// Bytes written since the file with this number was begun.
    long bytesSince(long number);

    /// Deletes the files before this one that no version needs any more.
    void deleteUnusedBefore(long number);

    /// Asked after a failure: whether the disk takes writes again.
    boolean writable();

    @Override
    void close();

    /// Keeps nothing: for tests and throw-away clusters.
    final class Nowhere implements Journal {
        @Override
        public @Nullable Segment segment() {
            return null;
        }

        @Override
        public long offset() {
            return 0;
        }

        @Override
        public boolean fullAt(long offset) {
            return false;
        }

        @Override
        public void rollWhenFull() {}

        @Override
        public long roll() {
            return 0;
        }

        @Override
        public void append(ByteBuffer batch) {}

        @Override
        public long bytesSince(long number) {
            return 0;
        }

        @Override
        public void deleteUnusedBefore(long number) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close() {}
    }
}
