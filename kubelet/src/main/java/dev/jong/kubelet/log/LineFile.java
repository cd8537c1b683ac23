package dev.jong.kubelet.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A growing file read line by line; a line without its end is not shown until the end is written.
final class LineFile implements AutoCloseable {
    private static final int BLOCK = 64 << 10;

    private final FileChannel channel;
    private final @Nullable Object key;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).flip();
    private byte[] line = new byte[1024];
    private int length;

    LineFile(Path path) throws IOException {
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /// Device and inode.
    @Nullable Object key() {
        return key;
    }

    long position() throws IOException {
        return channel.position();
    }

    byte[] line() {
        return line;
    }

    /// Length of the next whole line in [#line()], without its newline; -1 if there is none yet.
    int next() throws IOException {
        while (true) {
            while (block.hasRemaining()) {
                byte one = block.get();
                if (one == '\n') {
                    int whole = length;
                    length = 0;
                    return whole;
                }
                if (length == line.length) {
                    line = Arrays.copyOf(line, 2 * length);
                }
                line[length++] = one;
            }
            block.clear();
            int read = channel.read(block);
            block.flip();
            if (read <= 0) {
                return -1;
            }
        }
    }

    /// Goes to the begin of the last `lines` whole lines; pieces of a line that was split count as
    /// one line each, as the kubelet counts them.
    void seekTail(long lines) throws IOException {
        long end = channel.size();
        long found = -1;
        long start = 0;
        for (long blockEnd = end; blockEnd > 0 && found < lines; ) {
            long from = Math.max(0, blockEnd - BLOCK);
            var buffer = ByteBuffer.allocate((int) (blockEnd - from));
            while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {}
            for (int at = buffer.position() - 1; at >= 0; at--) {
                if (buffer.get(at) == '\n' && ++found == lines) {
                    start = from + at + 1;
                    break;
                }
            }
            blockEnd = from;
        }
        channel.position(start);
        block.clear().flip();
        length = 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
