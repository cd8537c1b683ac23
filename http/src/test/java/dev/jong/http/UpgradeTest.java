package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.http.client.Backend;
import dev.jong.http.spdy.SpdySession;
import dev.jong.http.websocket.Message;
import dev.jong.http.websocket.WebSocket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class UpgradeTest {
    private HttpServer server;

    private Backend serve(HttpHandler handler) throws Exception {
        var authority = TestAuthority.create();
        server =
                HttpServer.start(
                        HttpServerConfig.tls("127.0.0.1", 0, authority.server(List.of())), handler);
        return Backend.tls("127.0.0.1", server.port(), authority.client(), true);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static void echo(ByteStream stream) {
        try (stream) {
            Pump.copy(stream.input(), stream.output());
        } catch (IOException | DisconnectedException _) {
            // the session is over
        }
    }

    @Test
    void spdyStreamsRunSideBySide() throws Exception {
        var backend =
                serve(exchange -> {
                    var session =
                            SpdySession.server(exchange.upgrade(Headers.of("Upgrade", "SPDY/3.1")));
                    for (var i = 0; i < 2; i++) {
                        var stream = session.accept(Duration.ofSeconds(60)).orElseThrow();
                        assertThat(stream.headers().value("streamtype")).isEqualTo("s" + i);
                        Thread.ofVirtual().start(() -> echo(stream));
                    }
                    session.awaitOver();
                });
        var answer =
                backend.send(
                        "POST", "/", Headers.of("Connection", "Upgrade", "Upgrade", "SPDY/3.1"));
        assertThat(answer.status()).isEqualTo(101);
        var session = SpdySession.client(answer.stream());
        var first = session.open(Headers.of("streamType", "s0"));
        var second = session.open(Headers.of("streamType", "s1"));
        var body = new byte[3_000_000];
        new Random(2).nextBytes(body);
        // a stream that nobody reads holds up the others: first the small one, then the large one
        first.output().write("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(first.input().readNBytes(5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        var sender =
                Thread.ofVirtual()
                        .start(() -> {
                            try (var out = second.output()) {
                                out.write(body);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        assertThat(second.input().readAllBytes()).isEqualTo(body);
        sender.join();
        session.close();
        session.awaitOver();
    }

    @Test
    void webSocketsCarryMessages() throws Exception {
        var authority = TestAuthority.create();
        server =
                HttpServer.start(
                        HttpServerConfig.tls("localhost", 0, authority.server(List.of())),
                        exchange -> {
                            var protocol =
                                    WebSocket.negotiate(exchange, List.of("b", "c")).orElse("");
                            try (var socket = WebSocket.accept(exchange, protocol, Headers.EMPTY)) {
                                for (var message = socket.receive();
                                        message.isPresent();
                                        message = socket.receive()) {
                                    switch (message.get()) {
                                        case Message.Text(var text) ->
                                                socket.sendText(protocol + ":" + text);
                                        case Message.Binary(var bytes) -> socket.sendBinary(bytes);
                                    }
                                }
                            }
                        });
        var received = new LinkedBlockingQueue<Object>();
        try (var client = HttpClient.newBuilder().sslContext(authority.client()).build()) {
            var socket =
                    client.newWebSocketBuilder()
                            .subprotocols("a", "c", "b")
                            .buildAsync(
                                    URI.create("wss://localhost:" + server.port()),
                                    new java.net.http.WebSocket.Listener() {
                                        @Override
                                        public CompletionStage<?> onText(
                                                java.net.http.WebSocket from,
                                                CharSequence text,
                                                boolean last) {
                                            received.add(text.toString());
                                            from.request(1);
                                            return null;
                                        }

                                        @Override
                                        public CompletionStage<?> onBinary(
                                                java.net.http.WebSocket from,
                                                ByteBuffer data,
                                                boolean last) {
                                            received.add(data.remaining());
                                            from.request(1);
                                            return null;
                                        }

                                        @Override
                                        public CompletionStage<?> onClose(
                                                java.net.http.WebSocket from,
                                                int code,
                                                String reason) {
                                            received.add("closed " + code);
                                            return null;
                                        }
                                    })
                            .get();
            assertThat(socket.getSubprotocol()).isEqualTo("c");
            socket.sendText("he", false).get();
            socket.sendText("llo", true).get();
            assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("c:hello");
            socket.sendBinary(ByteBuffer.allocate(300), true).get();
            assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo(300);
            socket.sendPing(ByteBuffer.allocate(2)).get();
            socket.sendClose(1000, "").get();
            assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("closed 1000");
            socket.abort();
        }
    }

    @Test
    void backendsAnswerWholeChunkedAndCompressed() throws Exception {
        var backend =
                serve(exchange -> {
                    switch (exchange.path()) {
                        case "/zip" ->
                                Gzip.answer(
                                        exchange,
                                        200,
                                        Headers.EMPTY,
                                        List.of(new byte[200_000], new byte[7]));
                        case "/chunks" -> {
                            try (var stream = exchange.stream(200, Headers.EMPTY)) {
                                stream.write(exchange.bodyBytes());
                                stream.flush();
                                stream.writeShared(new byte[70_000]);
                            }
                        }
                        default -> exchange.answerText(404, "none");
                    }
                });
        try (var answer = backend.send("GET", "/zip", Headers.of("Accept-Encoding", "gzip"))) {
            assertThat(answer.headers().value("content-encoding")).isEqualTo("gzip");
            assertThat(new GZIPInputStream(answer.body()).readAllBytes()).hasSize(200_007);
        }
        var body = new ByteArrayInputStream("begin".getBytes(StandardCharsets.UTF_8));
        try (var answer = backend.send("POST", "/chunks", Headers.EMPTY, body, -1)) {
            assertThat(answer.bodyBytes()).hasSize(70_005).startsWith('b', 'e');
        }
        try (var answer = backend.send("GET", "/x", Headers.EMPTY)) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.bodyBytes()).asString(StandardCharsets.UTF_8).isEqualTo("none");
        }
    }
}
