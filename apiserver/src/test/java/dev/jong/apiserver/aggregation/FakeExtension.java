package dev.jong.apiserver.aggregation;

import dev.jong.http.Headers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.Pump;
import dev.jong.http.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/// An API server of group `wardle.example.com`, version `v1alpha1`, with discovery in the old form,
/// that tells what it was asked.
final class FakeExtension implements AutoCloseable {
    private static final String ROOT = "/apis/wardle.example.com/v1alpha1";
    private static final String RESOURCES =
            "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"wardle.example.com/v1alpha1\","
                    + "\"resources\":[{\"name\":\"flunders\",\"singularName\":\"flunder\",\"namespaced\":true,"
                    + "\"kind\":\"Flunder\",\"verbs\":[\"get\",\"list\"]},{\"name\":\"flunders/status\",\"singularName\":\"\","
                    + "\"namespaced\":true,\"kind\":\"Flunder\",\"verbs\":[\"get\"]}]}";
    static final String OPEN_API =
            "{\"swagger\":\"2.0\",\"info\":{\"title\":\"wardle\",\"version\":\"v0\"},\"paths\":{"
                    + "\"/apis/wardle.example.com/v1alpha1/flunders\":{\"get\":{\"operationId\":\"listFlunders\","
                    + "\"responses\":{\"200\":{\"description\":\"OK\",\"schema\":{\"$ref\":\"#/definitions/example.Flunder\"}}}}},"
                    + "\"/healthz\":{\"get\":{\"responses\":{}}}},"
                    + "\"definitions\":{\"example.Flunder\":{\"type\":\"object\",\"properties\":{\"spec\":"
                    + "{\"$ref\":\"#/definitions/example.FlunderSpec\"}}},\"example.FlunderSpec\":{\"type\":\"object\"}}}";

    private final HttpServer server;
    private final Semaphore releases = new Semaphore(0);

    FakeExtension(TlsIdentity identity) {
        server = HttpServer.start(HttpServerConfig.tls("127.0.0.1", 0, identity), this::handle);
    }

    int port() {
        return server.port();
    }

    private void handle(HttpExchange exchange) {
        var path = exchange.path();
        if (path.equals(ROOT)) {
            json(exchange, RESOURCES);
        } else if (path.equals("/openapi/v2")) {
            json(exchange, OPEN_API);
        } else if (path.startsWith(ROOT + "/echo") && exchange.wantsUpgrade("tunnel")) {
            try (var stream =
                    exchange.upgrade(Headers.of("Upgrade", "tunnel", "Connection", "Upgrade"))) {
                Pump.copy(stream.input(), stream.output());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        } else if (path.endsWith("/elsewhere")) {
            exchange.answer(302, Headers.of("Location", "https://elsewhere.example.com/"));
        } else if (path.endsWith("/held")) {
            releases.acquireUninterruptibly();
            exchange.answerText(200, "released");
        } else if (path.startsWith(ROOT)) {
            var told = new StringBuilder();
            exchange.peer()
                    .ifPresent(peer ->
                            told.append(peer.trusted())
                                    .append(' ')
                                    .append(peer.leaf().getSubjectX500Principal())
                                    .append('\n'));
            told.append(exchange.method()).append(' ').append(exchange.rawPath());
            told.append('?').append(exchange.rawQuery()).append('\n');
            exchange.headers()
                    .forEach((name, value) ->
                            told.append(name).append(": ").append(value).append('\n'));
            told.append(new String(exchange.bodyBytes(), StandardCharsets.UTF_8));
            exchange.answerText(200, told.toString());
        } else {
            exchange.answerText(404, "404 page not found\n");
        }
    }

    /// Whether somebody waits for what is `held`.
    boolean isAsked() {
        return releases.hasQueuedThreads();
    }

    /// Answers one of those who ask for `held`.
    void release() {
        releases.release();
    }

    private static void json(HttpExchange exchange, String json) {
        exchange.answer(
                200,
                Headers.of("Content-Type", "application/json"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
