package dev.jong.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Cuts the body of an answer into lines, which may begin in one piece and end in another.
final class Lines {
    private final WatchReaders.Reader reader;
    private final boolean chunked;

    private byte[] line = new byte[2048];
    private int length;

    /// Of the chunk that is being read, with the two bytes behind it.
    private int left;

    /// Of the next chunk, as far as it was read.
    private int size;

    private boolean sized;

    /// @param chunked whether each piece comes behind its length (RFC 9112, section 7.1)
    Lines(WatchReaders.Reader reader, boolean chunked) {
        this.reader = reader;
        this.chunked = chunked;
    }

    /// Reads all of these; answers whether to go on.
    boolean take(ByteBuf bytes) {
        if (!chunked) {
            int from = bytes.readerIndex();
            bytes.skipBytes(bytes.readableBytes());
            return lines(bytes, from, bytes.writerIndex());
        }
        while (bytes.isReadable()) {
            if (left == 0) {
                readSize(bytes);
            } else {
                int from = bytes.readerIndex();
                int count = Math.min(left, bytes.readableBytes());
                int content = Math.min(count, Math.max(0, left - 2));
                left -= count;
                bytes.skipBytes(count);
                if (!lines(bytes, from, from + content)) return false;
            }
        }
        return true;
    }

    /// Hexadecimal digits, perhaps an extension, and the end of the line.
    private void readSize(ByteBuf bytes) {
        while (bytes.isReadable()) {
            byte next = bytes.readByte();
            if (next == '\n') {
                left = size + 2;
                size = 0;
                sized = false;
                return;
            }
            int digit = Character.digit(next, 16);
            if (digit < 0) {
                sized = true;
            } else if (!sized) {
                size = size * 16 + digit;
            }
        }
    }

    private boolean lines(ByteBuf bytes, int from, int to) {
        for (int at = from; at < to; ) {
            int stop = bytes.indexOf(at, to, (byte) '\n');
            append(bytes, at, (stop < 0 ? to : stop) - at);
            if (stop < 0) return true;
            int whole = length;
            length = 0;
            if (!reader.read(line, whole)) return false;
            at = stop + 1;
        }
        return true;
    }

    private void append(ByteBuf bytes, int at, int count) {
        if (length + count > line.length) line = Arrays.copyOf(line, 2 * (length + count));
        bytes.getBytes(at, line, length, count);
        length += count;
    }
}
