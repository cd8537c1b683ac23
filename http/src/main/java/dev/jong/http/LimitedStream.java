package dev.jong.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Refuses to be read past a limit.
final class LimitedStream extends FilterInputStream {
    private final long limit;
    private long count;

    LimitedStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        var read = super.read();
        if (read >= 0) {
            counted(1);
        }
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        var read = super.read(into, offset, length);
        if (read > 0) {
            counted(read);
        }
        return read;
    }

    private void counted(int more) {
        count += more;
        if (count > limit) {
            throw new BodyTooLargeException(limit);
        }
    }
}
