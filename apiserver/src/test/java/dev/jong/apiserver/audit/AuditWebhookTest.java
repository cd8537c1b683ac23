package dev.jong.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class AuditWebhookTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir Path folder;

    private final List<JsonObject> lists = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.setExecutor(threads);
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
        threads.close();
    }

    /// Decides on the status of each answer, when it likes.
    private interface Answering {
        int to(JsonObject list) throws InterruptedException;
    }

    private TestServer server(String level, Answering answering, String... more)
            throws IOException {
        receiver.createContext("/events", exchange -> take(exchange, answering));
        var rules = "rules: [{level: %s, users: [admin]}, {level: None}]".formatted(level);
        var hook =
                Files.writeString(
                        folder.resolve("hook.yaml"),
                        """
                        apiVersion: v1
                        kind: Config
                        clusters: [{name: hook, cluster: {server: "http://127.0.0.1:%d/events"}}]
                        contexts: [{name: hook, context: {cluster: hook}}]
                        current-context: hook
                        """
                                .formatted(receiver.getAddress().getPort()));
        var flags =
                Stream.concat(
                        Stream.of(
                                "--audit-policy-file=" + AuditTest.policy(folder, rules),
                                "--audit-webhook-config-file=" + hook,
                                "--audit-webhook-batch-throttle-enable=false",
                                "--audit-webhook-batch-max-wait=10ms",
                                "--audit-webhook-initial-backoff=10ms"),
                        Stream.of(more));
        return TestServer.start(flags.toArray(String[]::new));
    }

    private void take(HttpExchange exchange, Answering answering) throws IOException {
        var list = (JsonObject) Json.parse(exchange.getRequestBody().readAllBytes());
        queries.add(exchange.getRequestURI().getRawQuery());
        lists.add(list);
        try (exchange) {
            exchange.sendResponseHeaders(answering.to(list), -1);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private List<JsonObject> events() {
        return lists.stream()
                .flatMap(list -> list.array("items").items().stream())
                .map(item -> (JsonObject) item)
                .toList();
    }

    @Test
    void postsBatches() throws IOException {
        try (var server =
                server("Metadata", _ -> 200, "--audit-webhook-batch-throttle-enable=true")) {
            server.get("admin", MAPS);
            Awaitility.await()
                    .until(() ->
                            events().stream().anyMatch(e -> MAPS.equals(e.text("requestURI"))));
            assertThat(lists.getFirst().text("kind")).isEqualTo("EventList");
            assertThat(lists.getFirst().text("apiVersion")).isEqualTo("audit.k8s.io/v1");
        }
    }

    @Test
    void sendsABatchWhileTheOneBeforeIsUnderWay() throws IOException {
        var first = new AtomicInteger();
        var second = new CountDownLatch(1);
        Answering answering =
                _ -> {
                    if (first.getAndIncrement() == 0) {
                        second.await();
                    } else {
                        second.countDown();
                    }
                    return 200;
                };
        try (var server = server("Metadata", answering, "--audit-webhook-batch-max-size=1")) {
            server.get("admin", MAPS);
            Awaitility.await().until(() -> second.getCount() == 0);
            assertThat(queries).allMatch("timeout=30s"::equals);
            assertThat(events()).allMatch(event -> !event.has("kind") && !event.has("apiVersion"));
        }
    }

    @Test
    void triesFourTimesMoreBeforeEventsAreLost() throws IOException {
        try (var server = server("Metadata", _ -> 500, "--audit-webhook-batch-max-size=100")) {
            server.get("admin", MAPS);
            Awaitility.await()
                    .until(() ->
                            server.get("admin", "/metrics")
                                    .text()
                                    .contains("apiserver_audit_error_total{plugin=\"webhook\"}"));
            var first = lists.getFirst();
            assertThat(lists.stream().filter(first::equals)).hasSize(5);
        }
    }

    @Test
    void takesObjectsOutOfLargeEventsOnly() throws IOException {
        try (var server =
                server(
                        "Request",
                        _ -> 200,
                        "--audit-webhook-truncate-enabled",
                        "--audit-webhook-truncate-max-event-size=2500")) {
            for (int size : new int[] {10, 5000}) {
                var body =
                        "{\"metadata\":{\"name\":\"m%d\"},\"data\":{\"a\":\"%s\"}}"
                                .formatted(size, "x".repeat(size));
                assertThat(server.post("admin", MAPS, body).status()).isEqualTo(201);
            }
            Awaitility.await().until(() -> done("m10") != null && done("m5000") != null);
            assertThat(done("m10").has("requestObject")).isTrue();
            assertThat(done("m10").object("annotations").has("audit.k8s.io/truncated")).isFalse();
            assertThat(done("m5000").has("requestObject")).isFalse();
            assertThat(done("m5000").object("annotations").text("audit.k8s.io/truncated"))
                    .isEqualTo("true");
        }
    }

    private JsonObject done(String name) {
        return events().stream()
                .filter(event -> "ResponseComplete".equals(event.text("stage")))
                .filter(event -> name.equals(event.object("objectRef").text("name")))
                .findFirst()
                .orElse(null);
    }

    @Test
    void refusesRequestsOfWhichNothingCanBeToldWhereThatIsStrict() throws IOException {
        try (var server =
                server(
                        "Metadata",
                        _ -> 500,
                        "--audit-webhook-mode=blocking-strict",
                        "--audit-webhook-initial-backoff=1ms")) {
            assertThat(server.get("admin", MAPS).status()).isEqualTo(500);
            assertThat(server.get("", "/livez").status()).isEqualTo(200);
        }
    }

    @Test
    void goesOnWithRequestsOfWhichNothingCanBeToldWhereThatIsNotStrict() throws IOException {
        try (var server =
                server(
                        "Metadata",
                        _ -> 500,
                        "--audit-webhook-mode=blocking",
                        "--audit-webhook-initial-backoff=1ms")) {
            assertThat(server.get("admin", MAPS).status()).isEqualTo(200);
            assertThat(lists).hasSizeGreaterThanOrEqualTo(5);
        }
    }
}
