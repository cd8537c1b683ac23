package dev.jong.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses large answers for clients that accept it.
public final class Gzip {
    /// Smaller answers go as they are.
    public static final int THRESHOLD_BYTES = 128 << 10;

    private Gzip() {}

    public static boolean accepted(HttpExchange exchange) {
        return exchange.headers().hasToken("Accept-Encoding", "gzip");
    }

    /// Whether an answer of so many bytes is to be compressed: that is worth it and accepted.
    public static boolean isWanted(HttpExchange exchange, long length) {
        return length >= THRESHOLD_BYTES && accepted(exchange);
    }

    /// What headers say of an answer that is compressed.
    public static Headers marked(Headers headers) {
        return headers.with("Content-Encoding", "gzip").with("Vary", "Accept-Encoding");
    }

    /// As [HttpExchange#answer(int, Headers, List)], compressed when that is worth it and accepted.
    public static void answer(
            HttpExchange exchange, int status, Headers headers, List<byte[]> pieces) {
        var length = pieces.stream().mapToLong(piece -> piece.length).sum();
        if (!isWanted(exchange, length)) {
            exchange.answer(status, headers, pieces);
            return;
        }
        try (var out = compress(exchange.stream(status, marked(headers)))) {
            for (var piece : pieces) {
                out.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Compresses fast rather than small, as upstream does.
    public static OutputStream compress(OutputStream out) throws IOException {
        return new GZIPOutputStream(out, 16 << 10) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        };
    }
}
