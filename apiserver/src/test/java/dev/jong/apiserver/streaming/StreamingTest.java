package dev.jong.apiserver.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendAnswer;
import dev.jong.http.spdy.SpdySession;
import dev.jong.http.websocket.Message;
import dev.jong.http.websocket.WebSocket;
import dev.jong.http.websocket.WebSocketStream;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingTest {
    private static final String POD = "/api/v1/namespaces/default/pods/p";

    private FakeKubelet kubelet;
    private Store store;
    private ApiServer server;
    private Backend api;

    /// Serves on a fixed port for clients that are tried by hand: `<port>`, token `admin`.
    static void main(String[] args) throws Exception {
        var test = new StreamingTest();
        test.start(Integer.parseInt(args[0]));
        new CountDownLatch(1).await();
    }

    @BeforeAll
    void start() throws Exception {
        start(0);
    }

    private void start(int port) throws Exception {
        kubelet = new FakeKubelet(0);
        store = LogStore.inMemory(StoreOptions.DEFAULT);
        var access =
                AccessConfig.of(TestServer.keys())
                        .withStaticTokens(Map.of("admin", User.of("admin", List.of(User.MASTERS))));
        var config =
                new ApiServerConfig(
                        HttpServerConfig.tls("127.0.0.1", port, FakeKubelet.identity()),
                        InstantSource.system(),
                        RandomGenerator.getDefault());
        server = ApiServer.start(config.withAccess(access), store);
        api = Backend.tls("127.0.0.1", server.address().getPort(), KubeletTls.anybody(), false);
        create("/api/v1/nodes", "{\"metadata\":{\"name\":\"n\"}}");
        var status =
                "{\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"127.0.0.1\"}],"
                        + "\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":"
                        + kubelet.port()
                        + "}}}}";
        send("PATCH", "/api/v1/nodes/n/status", "application/merge-patch+json", status, 200);
        create(
                "/api/v1/namespaces/default/serviceaccounts",
                "{\"metadata\":{\"name\":\"default\"}}");
        create(
                "/api/v1/namespaces/default/pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"n\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        var running = "{\"status\":{\"phase\":\"Running\",\"podIP\":\"127.0.0.1\"}}";
        send("PATCH", POD + "/status", "application/merge-patch+json", running, 200);
    }

    @AfterAll
    void stop() {
        server.close();
        store.close();
        kubelet.close();
    }

    private void create(String path, String object) {
        send("POST", path, "application/json", object, 201);
    }

    private void send(String method, String path, String type, String body, int status) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers = Headers.of("Authorization", "Bearer admin", "Content-Type", type);
        try (var answer =
                api.send(method, path, headers, new ByteArrayInputStream(bytes), bytes.length)) {
            assertThat(answer.status())
                    .as(() -> new String(answer.bodyBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(status);
        }
    }

    private BackendAnswer upgrade(String target, String to, String... more) {
        var headers =
                Headers.of(more)
                        .with("Authorization", "Bearer admin")
                        .with("Connection", "Upgrade")
                        .with("Upgrade", to);
        return api.send(to.equals("websocket") ? "GET" : "POST", target, headers);
    }

    private BackendAnswer webSocket(String target, String protocol) {
        return upgrade(
                target,
                "websocket",
                "Sec-WebSocket-Key",
                "AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Version",
                "13",
                "Sec-WebSocket-Protocol",
                protocol);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void passesLogs() {
        var headers = Headers.of("Authorization", "Bearer admin");
        try (var answer = api.send("GET", POD + "/log?tailLines=5&follow=true", headers)) {
            assertThat(text(answer.bodyBytes()))
                    .isEqualTo("/containerLogs/default/p/c?follow=true&tailLines=5\n");
        }
        try (var answer = api.send("GET", POD + "/log?container=x", headers)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(text(answer.bodyBytes())).contains("container x is not valid for pod p");
        }
        try (var answer = api.send("GET", POD + "/log?tailLines=-1", headers)) {
            assertThat(answer.status()).isEqualTo(422);
        }
    }

    @Test
    void passesSpdyOnAsItComes() throws Exception {
        var answer =
                upgrade(
                        POD + "/exec?command=echo&command=hi&stdin=true&stdout=true",
                        "SPDY/3.1",
                        "X-Stream-Protocol-Version",
                        "v4.channel.k8s.io");
        assertThat(answer.headers().value("X-Stream-Protocol-Version"))
                .isEqualTo("v4.channel.k8s.io");
        try (var session = SpdySession.client(answer.stream())) {
            var error = session.open(Headers.of("streamType", "error"));
            var stdin = session.open(Headers.of("streamType", "stdin"));
            var stdout = session.open(Headers.of("streamType", "stdout"));
            stdin.output().write("hello".getBytes(StandardCharsets.UTF_8));
            stdin.closeOutput();
            assertThat(text(stdout.input().readAllBytes())).isEqualTo("echo hi\nHELLO");
            assertThat(text(error.input().readAllBytes())).contains("NonZeroExitCode");
        }
    }

    @Test
    void translatesWebSocketsOfCommands() {
        var answer = webSocket(POD + "/exec?command=c&stdin=true&stdout=true", "v5.channel.k8s.io");
        assertThat(answer.headers().value("Sec-WebSocket-Protocol")).isEqualTo("v5.channel.k8s.io");
        var socket = WebSocket.client(answer.stream(), "v5.channel.k8s.io");
        socket.sendBinary("\0hello".getBytes(StandardCharsets.UTF_8));
        socket.sendBinary(new byte[] {(byte) 255, 0});
        var channels = new HashMap<Integer, ByteArrayOutputStream>();
        for (var message = socket.receive(); message.isPresent(); message = socket.receive()) {
            var bytes = ((Message.Binary) message.get()).bytes();
            channels.computeIfAbsent((int) bytes[0], _ -> new ByteArrayOutputStream())
                    .write(bytes, 1, bytes.length - 1);
        }
        assertThat(channels.get(1).toString(StandardCharsets.UTF_8)).isEqualTo("c\nHELLO");
        assertThat(channels.get(3).toString(StandardCharsets.UTF_8)).contains("\"message\":\"3\"");
    }

    @Test
    void sendsLogsThroughWebSockets() {
        var answer = webSocket(POD + "/log?container=c", "binary.k8s.io");
        var socket = WebSocket.client(answer.stream(), "binary.k8s.io");
        var all = new ByteArrayOutputStream();
        for (var message = socket.receive(); message.isPresent(); message = socket.receive()) {
            all.writeBytes(((Message.Binary) message.get()).bytes());
        }
        assertThat(all.toString(StandardCharsets.UTF_8)).startsWith("/containerLogs/default/p/c?");
    }

    @Test
    void tunnelsPortForwardsThroughWebSockets() throws Exception {
        var answer = webSocket(POD + "/portforward", "SPDY/3.1+portforward.k8s.io");
        var socket = WebSocket.client(answer.stream(), "");
        try (var session = SpdySession.client(new WebSocketStream(socket))) {
            var data =
                    session.open(Headers.of("streamtype", "data", "port", "80", "requestid", "0"));
            data.output().write("ping".getBytes(StandardCharsets.UTF_8));
            assertThat(text(data.input().readNBytes(4))).isEqualTo("ping");
        }
    }

    @Test
    void refusesWhatIsNoUpgrade() {
        try (var answer =
                api.send(
                        "POST",
                        POD + "/exec?stdout=true",
                        Headers.of("Authorization", "Bearer admin"))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(text(answer.bodyBytes())).contains("Upgrade request required");
        }
    }
}
