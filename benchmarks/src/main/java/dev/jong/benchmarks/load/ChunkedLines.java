package dev.jong.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Lines of a chunked body, whatever the chunks' borders. Bytes are copied once and never made
/// text, since a thousand readers share the machine with the server that is measured.
final class ChunkedLines {
    private final InputStream input;
    private final byte[] buffer = new byte[16 * 1024];
    private int at;
    private int end;
    private long leftInChunk;
    private boolean first = true;
    private byte[] line = new byte[2048];
    private int length;

    /// What is done with each line.
    @FunctionalInterface
    interface Reader {
        /// Reads `length` bytes of `line`, which holds others afterwards; answers whether to go on.
        boolean read(byte[] line, int length);
    }

    ChunkedLines(InputStream input) {
        this.input = input;
    }

    void read(Reader reader) throws IOException {
        while (readSome(reader)) {
            // a loop that never ends would never be compiled but by replacing it on the stack, at
            // a cost for each line
        }
    }

    /// Reads lines until the buffer is empty, or until the reader wants no more: false.
    private boolean readSome(Reader reader) throws IOException {
        for (int i = 0; i < 64; i++) {
            next();
            if (!reader.read(line, length)) return false;
        }
        return true;
    }

    private void next() throws IOException {
        length = 0;
        while (true) {
            if (leftInChunk == 0) leftInChunk = nextChunk();
            if (at == end) fill();
            int most = (int) Math.min(end - at, leftInChunk);
            int stop = at;
            while (stop < at + most && buffer[stop] != '\n') stop++;
            boolean whole = stop < at + most;
            append(stop - at);
            int taken = stop - at + (whole ? 1 : 0);
            at += taken;
            leftInChunk -= taken;
            if (whole) return;
        }
    }

    private void append(int count) {
        if (length + count > line.length) line = Arrays.copyOf(line, 2 * (length + count));
        System.arraycopy(buffer, at, line, length, count);
        length += count;
    }

    private long nextChunk() throws IOException {
        if (!first) skipLineEnd();
        first = false;
        long size = 0;
        for (int c = one(); c != '\n'; c = one()) {
            int digit = Character.digit(c, 16);
            if (digit >= 0) size = size * 16 + digit;
        }
        if (size == 0) throw new EOFException("watch ended");
        return size;
    }

    private void skipLineEnd() throws IOException {
        while (one() != '\n') {
            // CR
        }
    }

    private int one() throws IOException {
        if (at == end) fill();
        return buffer[at++];
    }

    private void fill() throws IOException {
        int got = input.read(buffer);
        if (got <= 0) throw new EOFException("watch ended");
        at = 0;
        end = got;
    }
}
