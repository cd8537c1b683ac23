package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class HttpServerTest {
    private final CountDownLatch gone = new CountDownLatch(1);
    private HttpServer server;
    private HttpClient client;

    private void serve(HttpClient.Version version, HttpHandler handler) throws Exception {
        var authority = TestAuthority.create();
        server =
                HttpServer.start(
                        HttpServerConfig.tls("127.0.0.1", 0, authority.server(List.of())), handler);
        client = HttpClient.newBuilder().sslContext(authority.client()).version(version).build();
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.shutdownNow();
        }
        if (server != null) {
            server.close();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void showsTheRequestAndSendsTheAnswer(HttpClient.Version version) throws Exception {
        serve(
                version,
                exchange ->
                        exchange.answerText(
                                201,
                                exchange.method()
                                        + " "
                                        + exchange.path()
                                        + " "
                                        + exchange.query().value("x")
                                        + " "
                                        + exchange.headers().value("x-one")
                                        + " "
                                        + new String(
                                                exchange.bodyBytes(), StandardCharsets.UTF_8)));
        var answer =
                client.send(
                        request("/a%20b?x=1%2B1")
                                .header("X-One", "1")
                                .POST(BodyPublishers.ofString("body"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("POST /a b 1+1 1 body");
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.headers().firstValue("date")).isPresent();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void carriesLargeBodiesBothWays(HttpClient.Version version) throws Exception {
        serve(
                version,
                exchange -> {
                    try {
                        var whole = exchange.unlimitedBody().readAllBytes();
                        try (var stream = exchange.stream(200, Headers.EMPTY)) {
                            stream.write(whole);
                        }
                    } catch (IOException e) {
                        throw new DisconnectedException("", e);
                    }
                });
        var body = new byte[9_000_001];
        new Random(1).nextBytes(body);
        for (var round = 0; round < 3; round++) {
            var answer =
                    client.send(
                            request("/").POST(BodyPublishers.ofByteArray(body)).build(),
                            BodyHandlers.ofByteArray());
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersManyRequestsAtOnce(HttpClient.Version version) throws Exception {
        serve(
                version,
                exchange ->
                        exchange.answer(
                                200,
                                Headers.EMPTY,
                                List.of(
                                        exchange.path().getBytes(StandardCharsets.UTF_8),
                                        new byte[20_000])));
        var answers =
                IntStream.range(0, 100)
                        .mapToObj(i ->
                                client.sendAsync(request("/" + i).build(), BodyHandlers.ofString()))
                        .toList();
        for (var i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get().body())
                    .hasSize(20_001 + Integer.toString(i).length())
                    .startsWith("/" + i);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusesABodyPastTheLimit(HttpClient.Version version) throws Exception {
        serve(version, exchange -> exchange.answerText(200, "" + exchange.bodyBytes().length));
        var small =
                client.send(
                        request("/").POST(BodyPublishers.ofByteArray(new byte[3 << 20])).build(),
                        BodyHandlers.ofString());
        assertThat(small.body()).isEqualTo("" + (3 << 20));
        var large =
                client.send(
                        request("/")
                                .POST(BodyPublishers.ofByteArray(new byte[(3 << 20) + 1]))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(large.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void tellsAStreamThatItsClientHasGone(HttpClient.Version version) throws Exception {
        serve(
                version,
                exchange -> {
                    exchange.onDisconnect(gone::countDown);
                    try (var stream = exchange.stream(200, Headers.EMPTY)) {
                        stream.write('x');
                        stream.flush();
                        gone.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
        var answer = client.send(request("/").build(), BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).isEqualTo('x');
        answer.body().close();
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void turnsAFailureInto500AndLeavesTheBodyOutForHead(HttpClient.Version version)
            throws Exception {
        serve(
                version,
                exchange -> {
                    if (exchange.method().equals("HEAD")) {
                        exchange.answerText(200, "12345");
                        return;
                    }
                    throw new IllegalStateException("as the test wants");
                });
        assertThat(get("/").statusCode()).isEqualTo(500);
        var head = client.send(request("/").HEAD().build(), BodyHandlers.ofString());
        assertThat(head.headers().firstValue("content-length")).contains("5");
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void finishesWhatIsUnderWayWhenItCloses(HttpClient.Version version) throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CompletableFuture<String>();
        serve(
                version,
                exchange -> {
                    begun.countDown();
                    exchange.answerText(200, go.join());
                });
        var answer = client.sendAsync(request("/").build(), BodyHandlers.ofString());
        begun.await();
        var closing = Thread.ofVirtual().start(server::close);
        go.complete("late");
        assertThat(answer.get().body()).isEqualTo("late");
        closing.join();
    }

    /// `Connection: close` is GOAWAY on HTTP/2, of which a client may hear a few requests later.
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sendsClientsElsewhere(HttpClient.Version version) throws Exception {
        serve(
                version,
                exchange ->
                        exchange.answer(
                                200,
                                Headers.of("Connection", "close"),
                                Integer.toString(exchange.remote().getPort())
                                        .getBytes(StandardCharsets.UTF_8)));
        var first = get("/").body();
        while (get("/").body().equals(first)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void judgesClientCertificates() throws Exception {
        var authority = TestAuthority.create();
        server =
                HttpServer.start(
                        HttpServerConfig.tls(
                                "127.0.0.1", 0, authority.server(List.of(authority.certificate()))),
                        exchange ->
                                exchange.answerText(
                                        200,
                                        exchange.peer()
                                                .map(p ->
                                                        p.trusted()
                                                                + " "
                                                                + p.leaf()
                                                                        .getSubjectX500Principal()
                                                                        .getName())
                                                .orElse("nobody")));
        var known = authority.issue("CN=known,O=group", KeyPurposeId.id_kp_clientAuth);
        assertThat(text(authority.client())).isEqualTo("nobody");
        assertThat(text(authority.client(known))).isEqualTo("true O=group,CN=known");
        assertThat(
                        text(
                                authority.client(
                                        authority.issue(
                                                "CN=server", KeyPurposeId.id_kp_serverAuth))))
                .startsWith("false");
    }

    private String text(javax.net.ssl.SSLContext context) throws Exception {
        try (var one = HttpClient.newBuilder().sslContext(context).build()) {
            return one.send(request("/").build(), BodyHandlers.ofString()).body();
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        server =
                HttpServer.start(
                        HttpServerConfig.plain("127.0.0.1", 0),
                        exchange -> exchange.answerText(200, exchange.path()));
        try (var socket = TestAuthority.plainSocket(server)) {
            socket.getOutputStream()
                    .write(
                            ("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                                            + "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            var all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all.indexOf("/1")).isPositive().isLessThan(all.indexOf("/2"));
            assertThat(all.indexOf("/2")).isLessThan(all.indexOf("/3"));
            assertThat(all).endsWith("/3").contains("Connection: close");
        }
    }

    @Test
    void givesUpTheConnectionForAnUpgrade() throws Exception {
        server =
                HttpServer.start(
                        HttpServerConfig.plain("127.0.0.1", 0),
                        exchange -> {
                            assertThat(exchange.wantsUpgrade("echo")).isTrue();
                            var stream = exchange.upgrade(Headers.of("Upgrade", "echo"));
                            try (stream) {
                                stream.input().transferTo(stream.output());
                            } catch (IOException e) {
                                throw new DisconnectedException("", e);
                            }
                        });
        try (var socket = TestAuthority.plainSocket(server)) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            var in = new java.io.BufferedInputStream(socket.getInputStream());
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.read());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101 ").contains("Upgrade: echo");
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readNBytes(5)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
        }
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        server =
                HttpServer.start(
                        HttpServerConfig.plain("127.0.0.1", 0),
                        exchange -> exchange.answerText(200, "?"));
        try (var socket = TestAuthority.plainSocket(server)) {
            socket.getOutputStream().write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ");
        }
    }
}
