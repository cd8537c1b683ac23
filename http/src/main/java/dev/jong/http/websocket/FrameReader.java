package dev.jong.http.websocket;

import dev.jong.http.ProtocolException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads the frames of a WebSocket.
final class FrameReader {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final DataInputStream in;
    private final int limit;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares frames
    record Frame(boolean last, int opcode, byte[] payload) {}

    FrameReader(InputStream in, int limit) {
        this.in = new DataInputStream(in);
        this.limit = limit;
    }

    Frame next() throws IOException {
        var first = in.readUnsignedByte();
        var second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if ((first & 0x70) != 0) {
            throw new ProtocolException(
                    "a WebSocket frame uses an extension that was not agreed on");
        }
        if (length < 0 || length > limit) {
            throw new ProtocolException("a WebSocket frame is too long");
        }
        var masked = (second & 0x80) != 0;
        var mask = masked ? in.readInt() : 0;
        var payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new IOException("unexpected EOF");
        }
        if (masked) {
            mask(payload, 0, payload.length, mask);
        }
        return new Frame((first & 0x80) != 0, first & 0x0f, payload);
    }

    static void mask(byte[] bytes, int offset, int length, int mask) {
        for (var i = 0; i < length; i++) {
            bytes[offset + i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
        }
    }
}
