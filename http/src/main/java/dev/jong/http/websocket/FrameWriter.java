package dev.jong.http.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ThreadLocalRandom;

/// Writes the frames of a WebSocket, whole messages each.
final class FrameWriter {
    private final OutputStream out;
    private final boolean masked;

    /// `masked`: as clients must.
    FrameWriter(OutputStream out, boolean masked) {
        this.out = out;
        this.masked = masked;
    }

    void write(int opcode, byte[] bytes, int offset, int length) throws IOException {
        var frame = new byte[14 + length];
        var at = 0;
        frame[at++] = (byte) (0x80 | opcode);
        var mark = masked ? 0x80 : 0;
        if (length < 126) {
            frame[at++] = (byte) (mark | length);
        } else if (length < 1 << 16) {
            frame[at++] = (byte) (mark | 126);
            frame[at++] = (byte) (length >> 8);
            frame[at++] = (byte) length;
        } else {
            frame[at++] = (byte) (mark | 127);
            for (var shift = 56; shift >= 0; shift -= 8) {
                frame[at++] = (byte) ((long) length >> shift);
            }
        }
        var mask = masked ? ThreadLocalRandom.current().nextInt() : 0;
        if (masked) {
            for (var shift = 24; shift >= 0; shift -= 8) {
                frame[at++] = (byte) (mask >> shift);
            }
        }
        System.arraycopy(bytes, offset, frame, at, length);
        if (masked) {
            FrameReader.mask(frame, at, length, mask);
        }
        out.write(frame, 0, at + length);
        out.flush();
    }
}
