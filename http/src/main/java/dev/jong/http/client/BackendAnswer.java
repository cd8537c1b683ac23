package dev.jong.http.client;

import dev.jong.http.ByteStream;
import dev.jong.http.Headers;
import dev.jong.http.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// What a backend answered. Closing it closes its connection.
///
/// @param body to be read once; after 101 it is empty and the bytes come from `stream`
/// @param stream the connection, for its bytes in both directions after 101
public record BackendAnswer(int status, Headers headers, InputStream body, ByteStream stream)
        implements AutoCloseable {
    private static final int LINE_BYTES = 64 << 10;
    private static final int FIELDS = 1000;

    static BackendAnswer read(SocketStream stream, String method) throws IOException {
        while (true) {
            var line = line(stream.input());
            if (!line.startsWith("HTTP/1.") || line.length() < 12) {
                throw new ProtocolException("malformed HTTP response \"" + line + "\"");
            }
            var status = Integer.parseInt(line, 9, 12, 10);
            var headers = fields(stream.input());
            if (status >= 200 || status == 101) {
                return new BackendAnswer(
                        status, headers, body(stream.input(), status, headers, method), stream);
            }
        }
    }

    private static InputStream body(InputStream in, int status, Headers headers, String method) {
        if (method.equals("HEAD") || status == 204 || status == 304 || status == 101) {
            return InputStream.nullInputStream();
        }
        if (headers.hasToken("Transfer-Encoding", "chunked")) {
            return new ChunkedStream(in);
        }
        return headers.first("Content-Length")
                .<InputStream>map(length -> new FixedStream(in, Long.parseLong(length.strip())))
                .orElse(in);
    }

    private static Headers fields(InputStream in) throws IOException {
        var headers = Headers.builder();
        for (var count = 0; count < FIELDS; count++) {
            var line = line(in);
            if (line.isEmpty()) {
                return headers.build();
            }
            var colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ProtocolException("malformed header line \"" + line + "\"");
            }
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        throw new ProtocolException("more than " + FIELDS + " header fields");
    }

    static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(80);
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("EOF");
            }
            if (line.size() > LINE_BYTES) {
                throw new ProtocolException("a line of the answer is too long");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /// The whole body.
    public byte[] bodyBytes() {
        try {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new dev.jong.http.DisconnectedException(
                    "reading the answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
