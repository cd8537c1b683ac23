package dev.jong.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Copies bytes between two streams in both directions.
public final class Pump {
    private static final int PIECE_BYTES = 32 << 10;

    private Pump() {}

    /// Returns when both directions have ended; both streams are closed then. An end on one side is
    /// passed on to the other as an end of that direction; a failure ends both.
    public static void between(String name, ByteStream one, ByteStream other) {
        var back = Thread.ofVirtual().name(name + "-back").start(() -> direction(other, one));
        direction(one, other);
        try {
            back.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            one.close();
            other.close();
        }
    }

    private static void direction(ByteStream from, ByteStream to) {
        try {
            copy(from.input(), to.output());
            to.closeOutput();
        } catch (IOException | HttpException _) {
            from.close();
            to.close();
        }
    }

    /// Copies to the end, passing on what there is without waiting for more.
    public static void copy(InputStream from, OutputStream to) throws IOException {
        var piece = new byte[PIECE_BYTES];
        for (var count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            to.flush();
        }
    }
}
