package dev.jong.apiserver.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.resources.core.CoreResources;
import dev.jong.apiserver.table.Table;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.ObjectFormat;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.foundation.Metrics;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How watches end, as their clients see it.
class RunningWatchTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String LINE =
            "{\"type\":\"BOOKMARK\",\"object\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\","
                    + "\"metadata\":{\"resourceVersion\":\"7\"}}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final OneBookmark watcher = new OneBookmark();
    private HttpServer server;

    @BeforeEach
    void start() {
        var config = HttpServerConfig.plain("127.0.0.1", 0);
        server = HttpServer.start(config, exchange -> run(exchange, watcher));
    }

    @AfterEach
    void stop() {
        watcher.next.complete(new Notice.Closed<>());
        client.close();
        server.close();
    }

    @Test
    void oneThatFailsIsBrokenOff() throws Exception {
        try (var lines = watch()) {
            assertThat(lines.readLine()).isEqualTo(LINE);
            watcher.next.completeExceptionally(new IllegalStateException("a defect of the server"));
            assertThatThrownBy(lines::readLine).isInstanceOf(IOException.class);
        }
    }

    @Test
    void oneThatIsClosedEnds() throws Exception {
        try (var lines = watch()) {
            assertThat(lines.readLine()).isEqualTo(LINE);
            watcher.next.complete(new Notice.Closed<>());
            assertThat(lines.readLine()).isNull();
        }
    }

    /// Whoever tells a crowd must never wait for a client.
    @Test
    void whoTellsItForAnotherStopsWhenItsClientDoesNotRead() throws Exception {
        try (var lines = watch()) {
            assertThat(lines.readLine()).isEqualTo(LINE);
            watcher.plenty = event();
            assertTimeoutPreemptively(
                    Duration.ofMinutes(1),
                    () -> assertThat(watcher.teller.join().tell()).isFalse());
        }
    }

    @Test
    void aSocketIsToldThatItsWatchFailed() throws Exception {
        watcher.next.completeExceptionally(new IllegalStateException("a defect of the server"));
        assertThat(closingCode()).isEqualTo(1011);
    }

    @Test
    void aSocketIsToldThatItsWatchEnded() throws Exception {
        watcher.next.complete(new Notice.Closed<>());
        assertThat(closingCode()).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    private static void run(HttpExchange exchange, Watcher<ConfigMap> watcher) {
        var clock = InstantSource.fixed(NOW);
        var accepted = Accepted.ofWatch(exchange, ConfigMap.KIND);
        var figures =
                new WatchFigures(new Metrics())
                        .of(RequestInfo.of("GET", "/api/v1/configmaps", exchange.query()));
        try (var wire = WatchWire.open(exchange, accepted, () -> {})) {
            var events =
                    new WatchEvents<>(
                            CoreResources.CONFIG_MAPS,
                            accepted,
                            Table.Include.METADATA,
                            wire,
                            figures.sent(),
                            clock);
            new RunningWatch<>(watcher, events, true, figures.initial(), clock).run(Instant.MAX);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + "/");
    }

    private BufferedReader watch() throws Exception {
        var request = HttpRequest.newBuilder(uri("http")).build();
        var answer = client.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private int closingCode() throws Exception {
        var closed = new CompletableFuture<Integer>();
        client.newWebSocketBuilder().buildAsync(uri("ws"), new ClosingListener(closed)).join();
        return closed.get(60, TimeUnit.SECONDS);
    }

    private record ClosingListener(CompletableFuture<Integer> closed)
            implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }

    private static Notice<ConfigMap> event() {
        var json = "{\"metadata\":{},\"data\":{\"text\":\"" + "x".repeat(16 << 10) + "\"}}";
        var version =
                new Version<ConfigMap>(
                        new ObjectFormat<>(ConfigMap.KIND, UnaryOperator.identity()),
                        "default/m",
                        8,
                        json.getBytes(StandardCharsets.UTF_8),
                        null);
        return new Notice.Of<>(Notice.Type.ADDED, version, null);
    }

    /// Tells one bookmark to the thread that polls, and then what comes next, or fails as that
    /// does; meanwhile something may be ready for whoever else tells.
    private static final class OneBookmark implements Watcher<ConfigMap> {
        private final CompletableFuture<Notice<ConfigMap>> next = new CompletableFuture<>();
        private final CompletableFuture<Teller> teller = new CompletableFuture<>();
        private volatile @Nullable Notice<ConfigMap> plenty;
        private boolean told;

        @Override
        public Optional<Notice<ConfigMap>> poll(Duration patience) {
            if (told) {
                return Optional.of(next.join());
            }
            told = true;
            return Optional.of(bookmark());
        }

        @Override
        public @Nullable Notice<ConfigMap> ready() {
            return plenty;
        }

        @Override
        public void share(Teller by) {
            teller.complete(by);
        }

        @Override
        public boolean begins() {
            return false;
        }

        @Override
        public Notice.Bookmark<ConfigMap> bookmark() {
            return new Notice.Bookmark<>(7, false);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
