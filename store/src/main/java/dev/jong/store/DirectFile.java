package dev.jong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/// A new file that is written in order and goes to the disk past the system's memory for files
/// (`O_DIRECT`): nobody is about to read it, and to keep it there takes longer than to write it.
///
/// What does not fill a [Disk#PIECE] takes the usual way when the file is forced, and is not in the
/// file before.
final class DirectFile implements Disk.OpenFile {
    private final FileChannel direct;
    private final Disk.OpenFile usual;

    /// What is not written yet. The system takes whole blocks only, from whole blocks of memory.
    private final ByteBuffer gathered = Disk.piece();

    /// Where that begins; whole pieces come before it.
    private long begin;

    private DirectFile(FileChannel direct, Disk.OpenFile usual) {
        this.direct = direct;
        this.usual = usual;
    }

    /// Wraps an empty file; gives the file itself where there is no such way.
    static Disk.OpenFile of(Path path, Disk.OpenFile usual) {
        var direct = open(path, StandardOpenOption.WRITE);
        return direct.isPresent() ? new DirectFile(direct.get(), usual) : usual;
    }

    /// Opens a file so that whole blocks go past the system's memory; absent where the system, the
    /// file's place or the JDK has no such way.
    static Optional<FileChannel> open(Path path, OpenOption option) {
        try {
            var direct = direct();
            return direct.isEmpty() || Disk.BLOCK % Files.getFileStore(path).getBlockSize() != 0
                    ? Optional.empty()
                    : Optional.of(FileChannel.open(path, option, direct.get()));
        } catch (IOException | UnsupportedOperationException noSuchWay) {
            return Optional.empty();
        }
    }

    /// By name, because it is not an option of every JDK.
    private static Optional<OpenOption> direct() {
        try {
            var options = Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
            return Stream.of(options)
                    .map(OpenOption.class::cast)
                    .filter(option -> option.toString().equals("DIRECT"))
                    .findFirst();
        } catch (ClassNotFoundException anotherJdk) {
            return Optional.empty();
        }
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        return usual.read(into, at);
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        if (at != size()) {
            throw new IllegalArgumentException("it is written in order");
        }
        var count = Math.min(from.remaining(), gathered.remaining());
        gathered.put(from.slice().limit(count));
        from.position(from.position() + count);
        if (!gathered.hasRemaining()) {
            gathered.flip();
            while (gathered.hasRemaining()) {
                direct.write(gathered, begin + gathered.position());
            }
            begin += Disk.PIECE;
            gathered.clear();
        }
        return count;
    }

    @Override
    public void drain() {
        // it never waits in memory
    }

    @Override
    public void truncate(long size) {
        throw new IllegalArgumentException("it is written in order");
    }

    @Override
    public void force() throws IOException {
        Disk.write(usual, gathered.duplicate().flip(), begin);
        usual.force();
    }

    @Override
    public long size() {
        return begin + gathered.position();
    }

    @Override
    public ByteBuffer view(long at, long length) throws IOException {
        return usual.view(at, length);
    }

    @Override
    public void close() throws IOException {
        try (usual) {
            direct.close();
        }
    }
}
