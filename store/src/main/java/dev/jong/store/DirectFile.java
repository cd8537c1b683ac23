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
/// What does not fill a [#PIECE] takes the usual way when the file is forced, and is not in the
/// file before.
final class DirectFile implements Disk.OpenFile {
    static final int PIECE = 1 << 20;

    private final FileChannel direct;
    private final Disk.OpenFile usual;

    /// What is not written yet. The system takes whole blocks only, from whole blocks of memory.
    private final ByteBuffer gathered;

    /// Where that begins; whole pieces come before it.
    private long begin;

    private DirectFile(FileChannel direct, Disk.OpenFile usual, int block) {
        this.direct = direct;
        this.usual = usual;
        this.gathered =
                ByteBuffer.allocateDirect(PIECE + block).alignedSlice(block).slice(0, PIECE);
    }

    /// Wraps an empty file; gives the file itself where the system or the JDK has no such way.
    static Disk.OpenFile of(Path path, Disk.OpenFile usual) {
        var option = option();
        try {
            var block = Files.getFileStore(path).getBlockSize();
            return option.isEmpty() || PIECE % block != 0
                    ? usual
                    : new DirectFile(
                            FileChannel.open(path, StandardOpenOption.WRITE, option.get()),
                            usual,
                            (int) block);
        } catch (IOException | UnsupportedOperationException noSuchWay) {
            return usual;
        }
    }

    /// By name, because it is not an option of every JDK.
    private static Optional<OpenOption> option() {
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
            begin += PIECE;
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
