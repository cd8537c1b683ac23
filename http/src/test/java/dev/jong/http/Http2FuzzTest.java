package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.foundation.fuzz.Fuzz;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2FuzzTest {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final AtomicInteger handled = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() {
        server =
                HttpServer.start(
                        HttpServerConfig.plain("127.0.0.1", 0),
                        exchange -> {
                            handled.incrementAndGet();
                            if (exchange.rawPath().equals("/held")) {
                                await(held);
                            }
                            exchange.answer(200, Headers.EMPTY, exchange.bodyBytes());
                        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        held.countDown();
        server.close();
    }

    @Test
    void damagedFramesEndTheirConnectionAtMost() throws Exception {
        Fuzz.run(
                400,
                random -> {
                    var out = new ByteArrayOutputStream();
                    out.writeBytes(preface());
                    for (int i = random.nextInt(12); i >= 0; i--) {
                        out.writeBytes(any(random));
                    }
                    try (var socket = TestAuthority.plainSocket(server)) {
                        socket.setSoTimeout(PATIENCE_MILLIS);
                        try {
                            socket.getOutputStream().write(out.toByteArray());
                            socket.shutdownOutput();
                            var _ = socket.getInputStream().readAllBytes();
                        } catch (java.net.SocketTimeoutException hangs) {
                            throw hangs;
                        } catch (IOException cutOff) {
                            // as it may be
                        }
                    }
                });
        assertThat(stillServes()).isTrue();
    }

    private static byte[] any(Random random) {
        var payload = random.nextInt(3) == 0 ? request("/x") : new byte[random.nextInt(40)];
        if (random.nextBoolean()) {
            for (int i = random.nextInt(3); i > 0 && payload.length > 0; i--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
        }
        int type = random.nextInt(3) == 0 ? HEADERS : random.nextInt(12);
        int stream = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(8);
        var frame =
                frame(
                        type,
                        random.nextInt(3) == 0 ? random.nextInt(256) : END_HEADERS,
                        stream,
                        payload);
        if (random.nextInt(10) == 0) {
            frame[random.nextInt(3)] = (byte) random.nextInt(256);
        }
        return frame;
    }

    @Test
    void endlessHeadersAreCutOff() throws Exception {
        for (int size : new int[] {0, 1, 16_000}) {
            var begin = frame(HEADERS, 0, 1, request("/"));
            assertThat(flood(begin, frame(CONTINUATION, 0, 1, literals(size)), 50_000)).isTrue();
        }
        assertThat(handled).hasValue(0);
    }

    @Test
    void streamsThatAreResetAtOnceAreCutOff() throws Exception {
        try (var socket = connected()) {
            var out = new ByteArrayOutputStream();
            for (int stream = 1; stream < 90_000; stream += 2) {
                out.writeBytes(frame(HEADERS, END_HEADERS, stream, request("/held")));
                out.writeBytes(frame(RESET, 0, stream, new byte[] {0, 0, 0, 8}));
            }
            assertThat(cutOff(socket, out.toByteArray())).isTrue();
        }
        assertThat(stillServes()).isTrue();
    }

    @Test
    void moreStreamsThanAllowedAreRefused() throws Exception {
        try (var socket = connected()) {
            var out = new ByteArrayOutputStream();
            for (int stream = 1; stream < 4001; stream += 2) {
                out.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, stream, request("/held")));
            }
            socket.getOutputStream().write(out.toByteArray());
            var in = new DataInputStream(socket.getInputStream());
            int refused = 0;
            while (refused < 1000) {
                var frame = Frame.read(in);
                refused += frame.type == RESET ? 1 : 0;
            }
            assertThat(handled.get()).isLessThanOrEqualTo(1000);
        }
    }

    @Test
    void questionsWithoutEndAreCutOff() throws Exception {
        assertThat(unread(frame(PING, 0, 0, new byte[8]))).isTrue();
        assertThat(unread(frame(SETTINGS, 0, 0, new byte[0]))).isTrue();
        assertThat(
                        flood(
                                frame(HEADERS, END_HEADERS, 1, request("/")),
                                frame(DATA, 0, 1, new byte[0]),
                                50_000))
                .isTrue();
    }

    /// One entry of the table, 4,000 bytes long, named thousands of times in one byte each.
    @Test
    void smallHeadersThatSwellAreRefused() throws Exception {
        var block = new ByteArrayOutputStream();
        block.writeBytes(request("/"));
        block.write(0x40);
        literal(block, "x".repeat(8));
        literal(block, "y".repeat(3900));
        for (int i = 0; i < 12_000; i++) {
            block.write(0x80 | 62);
        }
        try (var socket = connected()) {
            socket.getOutputStream()
                    .write(frame(HEADERS, END_HEADERS | END_STREAM, 1, block.toByteArray()));
            var in = new DataInputStream(socket.getInputStream());
            var frame = Frame.read(in);
            while (frame.type == SETTINGS || frame.type == 8) {
                frame = Frame.read(in);
            }
            assertThat(frame.type).isIn(HEADERS, RESET, GO_AWAY);
        }
        assertThat(handled).hasValue(0);
        assertThat(stillServes()).isTrue();
    }

    @Test
    void aRequestWhoseBodyDoesNotComeBeginsAllTheSame() throws Exception {
        server.close();
        // Long enough for the head to come on a busy machine.
        var limits = HttpServerConfig.Limits.DEFAULT.withHeaderTimeout(Duration.ofSeconds(2));
        server =
                HttpServer.start(
                        HttpServerConfig.plain("127.0.0.1", 0).withLimits(limits),
                        exchange -> exchange.answerText(408, exchange.path()));
        try (var socket = connected()) {
            socket.getOutputStream().write(frame(HEADERS, END_HEADERS, 1, request("/slow")));
            var in = new DataInputStream(socket.getInputStream());
            while (Frame.read(in).type != HEADERS) {}
        }
    }

    /// Whether the server ends the connection while a part comes again and again.
    private boolean flood(byte[] begin, byte[] part, int times) throws Exception {
        try (var socket = connected()) {
            var out = new ByteArrayOutputStream();
            out.writeBytes(begin);
            for (int i = 0; i < times && out.size() < 4 << 20; i++) {
                out.writeBytes(part);
            }
            return cutOff(socket, out.toByteArray());
        }
    }

    /// Whether the server ends the connection of a client that asks and never reads.
    private boolean unread(byte[] question) throws Exception {
        try (var socket = connected()) {
            var many = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                many.writeBytes(question);
            }
            try {
                for (int i = 0; i < 20_000; i++) {
                    socket.getOutputStream().write(many.toByteArray());
                }
                return false;
            } catch (IOException cutOff) {
                return true;
            }
        }
    }

    private static boolean cutOff(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            var in = new DataInputStream(socket.getInputStream());
            while (true) {
                if (Frame.read(in).type == GO_AWAY) {
                    return true;
                }
            }
        } catch (java.net.SocketTimeoutException hangs) {
            throw hangs;
        } catch (IOException cutOff) {
            return true;
        }
    }

    private boolean stillServes() throws Exception {
        try (var socket = connected()) {
            socket.getOutputStream()
                    .write(frame(HEADERS, END_HEADERS | END_STREAM, 1, request("/")));
            var in = new DataInputStream(socket.getInputStream());
            var frame = Frame.read(in);
            while (frame.type != HEADERS) {
                frame = Frame.read(in);
            }
            return frame.payload[0] == (byte) 0x88;
        }
    }

    private Socket connected() throws Exception {
        var socket = TestAuthority.plainSocket(server);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(preface());
        return socket;
    }

    private static byte[] preface() {
        var out = new ByteArrayOutputStream();
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
        return out.toByteArray();
    }

    /// HPACK: GET, http and the path, nothing put into the table.
    private static byte[] request(String path) {
        var block = new ByteArrayOutputStream();
        block.write(0x82);
        block.write(0x86);
        block.write(0x04);
        literal(block, path);
        block.write(0x01);
        literal(block, "localhost");
        return block.toByteArray();
    }

    /// A field without a name of ours, `size` bytes long, or nothing.
    private static byte[] literals(int size) {
        var block = new ByteArrayOutputStream();
        if (size > 0) {
            block.write(0);
            literal(block, "x");
            literal(block, "y".repeat(size));
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            for (length -= 127; length > 127; length >>= 7) {
                out.write(length & 127 | 128);
            }
            out.write(length);
        }
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        var out = new ByteArrayOutputStream(9 + payload.length);
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(stream >> shift);
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private record Frame(int type, byte[] payload) {
        static Frame read(DataInputStream in) throws IOException {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            in.readInt();
            return new Frame(type, in.readNBytes(length));
        }
    }
}
