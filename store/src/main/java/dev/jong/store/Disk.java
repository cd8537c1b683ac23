package dev.jong.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// The few file operations the store stands on. What they promise is what the store relies on, so
/// that a test can put a disk beneath it that keeps these promises and no more.
///
/// Nothing that was written, cut, made, renamed or deleted survives a crash for certain until the
/// file ([OpenFile#force]) or its directory ([#force]) was forced; it may survive wholly, in part,
/// or not. Forcing a directory says nothing about the content of its files.
interface Disk {
    ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    /// No disk's blocks are larger, where they matter.
    int BLOCK = 4096;

    /// What is read in order at a time.
    int PIECE = 1 << 20;

    /// Memory that pieces are read into.
    static ByteBuffer piece() {
        return ByteBuffer.allocateDirect(PIECE + BLOCK).alignedSlice(BLOCK).slice(0, PIECE);
    }

    void makeDirectory(Path directory) throws IOException;

    /// Keeps every other process off the directory until it is closed or this process ends.
    ///
    /// @throws StoreException.InUse when another has it
    Lock lock(Path directory);

    /// The names in the directory.
    List<String> list(Path directory) throws IOException;

    /// Makes an empty file, or empties the one that is there.
    OpenFile create(Path path) throws IOException;

    /// As [#create], for a file that is written from its beginning to its end and not read soon.
    /// What is written may be in it only after [OpenFile#force].
    default OpenFile createInOrder(Path path) throws IOException {
        return create(path);
    }

    /// Opens a file that is there, to read and to write.
    OpenFile open(Path path) throws IOException;

    /// As [#open], for a file that is read once, in pieces of [#PIECE] bytes from its beginning to
    /// its end, each into a [#piece()], and used for nothing else.
    default OpenFile openInOrder(Path path) throws IOException {
        return open(path);
    }

    /// Gives a file another name at once, in place of whatever has that name.
    void rename(Path from, Path to) throws IOException;

    /// Deletes a file; nothing happens when there is none.
    void delete(Path path) throws IOException;

    /// Makes the directory's names durable.
    void force(Path directory) throws IOException;

    /// Bytes that can still be written.
    long usableSpace(Path directory) throws IOException;

    /// Writes all of the bytes at the offset.
    static void write(OpenFile to, ByteBuffer bytes, long at) throws IOException {
        var start = bytes.position();
        while (bytes.hasRemaining()) {
            to.write(bytes, at + bytes.position() - start);
        }
    }

    /// Writes zeros up to the second offset.
    static void zero(OpenFile to, long from, long until) throws IOException {
        var zeros = ZEROS.duplicate();
        for (var at = from; at < until; at += zeros.capacity()) {
            write(to, zeros.clear().limit((int) Math.min(zeros.capacity(), until - at)), at);
        }
    }

    /// See [#lock].
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    /// An open file. Reads are safe in any thread, the rest is for one.
    interface OpenFile extends Closeable {

        /// Reads some bytes.
        ///
        /// @return how many; -1 at the end
        int read(ByteBuffer into, long at) throws IOException;

        /// Writes some of the bytes, at least one.
        int write(ByteBuffer from, long at) throws IOException;

        /// Cuts what stands at and after the offset.
        void truncate(long size) throws IOException;

        /// Makes content and length durable. When it throws, whatever was not forced before may be
        /// lost, and a later force that succeeds says nothing about it.
        void force() throws IOException;

        /// Sees to it that no force, of any file, waits long for what was written so far.
        default void drain() throws IOException {
            force();
        }

        long size() throws IOException;

        /// A window of the file to read, at most 2 GiB.
        ByteBuffer view(long at, long length) throws IOException;
    }
}
