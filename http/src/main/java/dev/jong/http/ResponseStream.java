package dev.jong.http;

import java.io.OutputStream;

/// The body of an answer that is written piece by piece. Nothing is sent before [#flush()],
/// [#close()] or a full buffer; writing blocks while the client is slower than we are. Throws
/// [DisconnectedException] when the client has gone. One writer at a time.
public abstract class ResponseStream extends OutputStream {
    @Override
    public abstract void write(int b);

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public abstract void write(byte[] bytes, int offset, int length);

    /// As [#write(byte[])], without a copy: the array must never change again.
    public abstract void writeShared(byte[] bytes);

    /// Whether the client keeps up: one array of any length can be written and flushed now without
    /// being held up.
    public abstract boolean hasRoom();

    /// Sends what was written.
    @Override
    public abstract void flush();

    /// Ends the body.
    @Override
    public abstract void close();

    /// Breaks the body off so that the client sees that it is not whole.
    public abstract void abort();
}
