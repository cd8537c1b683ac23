package dev.jong.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One keep-alive HTTP/1.1 connection. Deliberately small, so that on a shared machine the server
/// is measured and not the generator. Not safe for several threads.
final class ApiConnection implements AutoCloseable {
    private final Target target;
    private @Nullable Socket socket;
    private InputStream input = InputStream.nullInputStream();
    private OutputStream output = OutputStream.nullOutputStream();
    private final StringBuilder line = new StringBuilder(128);
    private byte[] buffer = new byte[64 * 1024];

    ApiConnection(Target target) {
        this.target = target;
    }

    /// A status and the number of body bytes; the body itself only when asked for.
    record Answer(int status, long bodyBytes, String body) {}

    Answer call(String method, String path, byte @Nullable [] body, boolean keepBody)
            throws IOException {
        send(method, path, body);
        return receive(keepBody);
    }

    /// Connects before the first call, whose time is then its own.
    void open() throws IOException {
        if (socket == null) connect();
    }

    private void send(String method, String path, byte @Nullable [] body) throws IOException {
        open();
        var head = new StringBuilder(256);
        head.append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.hostAndPort());
        head.append("\r\nAccept: application/json\r\nUser-Agent: jong-load\r\n");
        if (target.token() != null)
            head.append("Authorization: Bearer ").append(target.token()).append("\r\n");
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        head.append("\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (body == null) {
            output.write(start);
        } else {
            byte[] all = new byte[start.length + body.length];
            System.arraycopy(start, 0, all, 0, start.length);
            System.arraycopy(body, 0, all, start.length, body.length);
            output.write(all);
        }
        output.flush();
    }

    private void connect() throws IOException {
        var opened = target.open();
        socket = opened;
        input = new BufferedInputStream(opened.getInputStream(), 64 * 1024);
        output = opened.getOutputStream();
    }

    private Answer receive(boolean keepBody) throws IOException {
        int status = Integer.parseInt(readLine().substring(9, 12));
        long length = -1;
        boolean chunked = false;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:"))
                length = Long.parseLong(header.substring(15).trim());
            if (lower.startsWith("transfer-encoding:")) chunked = lower.contains("chunked");
        }
        var kept = keepBody ? new java.io.ByteArrayOutputStream() : null;
        long bytes = chunked ? readChunks(kept) : take(Math.max(0, length), kept);
        return new Answer(status, bytes, kept == null ? "" : kept.toString(StandardCharsets.UTF_8));
    }

    private long readChunks(java.io.@Nullable ByteArrayOutputStream kept) throws IOException {
        long total = 0;
        while (true) {
            long size = Long.parseLong(readLine().split(";", 2)[0].trim(), 16);
            total += take(size, kept);
            readLine();
            if (size == 0) return total;
        }
    }

    private long take(long length, java.io.@Nullable ByteArrayOutputStream kept)
            throws IOException {
        long left = length;
        while (left > 0) {
            int got = input.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (got < 0) throw new SocketException("connection closed in the middle of an answer");
            if (kept != null) kept.write(buffer, 0, got);
            left -= got;
        }
        return length;
    }

    private String readLine() throws IOException {
        line.setLength(0);
        while (true) {
            int c = input.read();
            if (c < 0) throw new SocketException("connection closed by the server");
            if (c == '\n') return line.toString();
            if (c != '\r') line.append((char) c);
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) socket.close();
    }
}
