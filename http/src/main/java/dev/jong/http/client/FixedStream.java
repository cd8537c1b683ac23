package dev.jong.http.client;

import java.io.IOException;
import java.io.InputStream;

/// Reads so many bytes and no more; an earlier end is a failure.
final class FixedStream extends InputStream {
    private final InputStream in;
    private long left;

    FixedStream(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        var count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new IOException("unexpected EOF");
        }
        left -= count;
        return count;
    }
}
