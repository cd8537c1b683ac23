package dev.jong.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Lines of a chunked body, whatever the chunks' borders.
final class ChunkedLines {
    private final InputStream input;
    private long leftInChunk;

    ChunkedLines(InputStream input) {
        this.input = input;
    }

    String next() throws IOException {
        var line = new ByteArrayOutputStream(1024);
        while (true) {
            if (leftInChunk == 0) leftInChunk = nextChunk();
            int c = input.read();
            if (c < 0) throw new EOFException("watch ended");
            if (--leftInChunk == 0) skipLineEnd();
            if (c == '\n') return line.toString(StandardCharsets.UTF_8);
            line.write(c);
        }
    }

    private long nextChunk() throws IOException {
        long size = 0;
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) throw new EOFException("watch ended");
            int digit = Character.digit(c, 16);
            if (digit >= 0) size = size * 16 + digit;
        }
        if (size == 0) throw new EOFException("watch ended");
        return size;
    }

    private void skipLineEnd() throws IOException {
        for (int c = input.read(); c != '\n' && c >= 0; c = input.read()) {
            // CR
        }
    }
}
