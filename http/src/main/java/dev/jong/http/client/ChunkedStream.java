package dev.jong.http.client;

import dev.jong.http.ProtocolException;
import java.io.IOException;
import java.io.InputStream;

/// Reads the chunked transfer coding; trailers are skipped.
final class ChunkedStream extends InputStream {
    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        var count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new IOException("unexpected EOF");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (begun && !BackendAnswer.line(in).isEmpty()) {
            throw new ProtocolException("malformed chunked encoding");
        }
        begun = true;
        var line = BackendAnswer.line(in);
        var end = line.indexOf(';');
        try {
            left = Long.parseLong((end < 0 ? line : line.substring(0, end)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new ProtocolException("malformed chunked encoding", e);
        }
        if (left == 0) {
            ended = true;
            while (!BackendAnswer.line(in).isEmpty()) {
                // trailers
            }
        }
    }
}
