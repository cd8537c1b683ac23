package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.foundation.fuzz.Fuzz;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http1FuzzTest {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final List<String> REQUESTS =
            List.of(
                    "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n",
                    "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                    "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
                    "PUT /q HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                    "POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
                    "GET https://x/%41%zz;v=1 HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n");
    private static final List<String> WORDS =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    " ",
                    ":",
                    "\0",
                    "Content-Length: 9999999999999999999\r\n",
                    "Content-Length: -1\r\n",
                    "Content-Length: 1\r\nContent-Length: 2\r\n",
                    "Transfer-Encoding: gzip, chunked\r\n",
                    "ffffffffffffffff\r\n",
                    "7fffffff\r\n",
                    "-1\r\n",
                    "Connection: close\r\n",
                    "Connection: upgrade\r\nUpgrade: websocket\r\n",
                    "HTTP/9.9",
                    "%",
                    "Host: \r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "é");

    private HttpServer server;

    @BeforeEach
    void start() {
        server =
                HttpServer.start(
                        HttpServerConfig.plain("127.0.0.1", 0),
                        exchange ->
                                exchange.answer(
                                        200,
                                        Headers.of("X-Path", exchange.rawPath()),
                                        exchange.bodyBytes()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void damagedRequestsAreAnsweredOrCutOff() {
        Fuzz.run(
                400,
                random -> {
                    try (var socket = TestAuthority.plainSocket(server)) {
                        socket.setSoTimeout(PATIENCE_MILLIS);
                        var bytes = damaged(random);
                        try {
                            send(socket, bytes, random);
                            socket.shutdownOutput();
                            var _ = socket.getInputStream().readAllBytes();
                        } catch (java.net.SocketTimeoutException hangs) {
                            throw hangs;
                        } catch (IOException cutOff) {
                            // as it may be
                        }
                    }
                });
        assertThat(exchange("POST /still HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n", "ok"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("ok");
    }

    private static byte[] damaged(Random random) {
        var text = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            text.append(one(REQUESTS, random));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, one(WORDS, random));
                case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(9)));
                default ->
                        text.insert(
                                at,
                                text.substring(
                                        at, Math.min(text.length(), at + random.nextInt(40))));
            }
            if (text.isEmpty()) {
                text.append(' ');
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static <T> T one(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// In pieces, so that boundaries fall anywhere.
    private static void send(Socket socket, byte[] bytes, Random random) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(bytes.length));
            out.write(bytes, from, to - from);
            from = to;
        }
    }

    @Test
    void bodiesComeWholeHoweverTheyAreCut() {
        Fuzz.run(
                300,
                random -> {
                    var body = new byte[random.nextInt(100_000)];
                    random.nextBytes(body);
                    try (var socket = TestAuthority.plainSocket(server)) {
                        socket.setSoTimeout(PATIENCE_MILLIS);
                        var framed = random.nextBoolean() ? chunked(body, random) : measured(body);
                        send(socket, framed, random);
                        var answer = socket.getInputStream().readAllBytes();
                        assertThat(answer).endsWith(body);
                        assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                                .startsWith("HTTP/1.1 200 ")
                                .contains("Content-Length: " + body.length + "\r\n");
                    }
                });
    }

    private static byte[] measured(byte[] body) {
        return joined(
                "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n",
                body);
    }

    private static byte[] chunked(byte[] body, Random random) {
        var out = new java.io.ByteArrayOutputStream();
        out.writeBytes(
                joined(
                        "POST / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
                        new byte[0]));
        for (int from = 0; from < body.length; ) {
            int size = Math.min(body.length - from, 1 + random.nextInt(30_000));
            out.writeBytes(joined(Integer.toHexString(size) + ";x=y\r\n", new byte[0]));
            out.write(body, from, size);
            out.writeBytes(new byte[] {'\r', '\n'});
            from += size;
        }
        out.writeBytes(joined("0\r\nTrailer: t\r\n\r\n", new byte[0]));
        return out.toByteArray();
    }

    private static byte[] joined(String head, byte[] body) {
        var out = new java.io.ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    @Test
    void whatHasNoEndIsRefused() {
        assertThat(flood("GET /", "a", 1 << 20)).startsWith("HTTP/1.1 414 ");
        assertThat(flood("GET / HTTP/1.1\r\n", "X: " + "y".repeat(1000) + "\r\n", 3 << 20))
                .startsWith("HTTP/1.1 431 ");
        assertThat(
                        flood(
                                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
                                "1\r\nx\r\n",
                                30 << 20))
                .startsWith("HTTP/1.1 413 ");
    }

    /// What the server says while `part` comes again and again, at most `most` bytes of it.
    private String flood(String head, String part, int most) {
        try (var socket = TestAuthority.plainSocket(server)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var piece =
                    part.repeat(1 + (32 << 10) / part.length()).getBytes(StandardCharsets.US_ASCII);
            try {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                for (int sent = 0;
                        sent < most && socket.getInputStream().available() == 0;
                        sent += piece.length) {
                    socket.getOutputStream().write(piece);
                }
            } catch (IOException cutOff) {
                // the answer may be here all the same
            }
            return new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String exchange(String head, String body) {
        try (var socket = TestAuthority.plainSocket(server)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var text = head + "Connection: close\r\n\r\n" + body;
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
