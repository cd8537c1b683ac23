package dev.jong.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How much of what a client sends over one connection may wait to be read.
@Timeout(60)
class Http2WindowTest {
    private static final int LATE = 40;
    private static final int BODY_BYTES = 200 << 10;

    private final CountDownLatch begun = new CountDownLatch(LATE);
    private final CountDownLatch released = new CountDownLatch(1);

    private void handle(HttpExchange exchange) {
        if (exchange.path().equals("/late")) {
            begun.countDown();
            try {
                released.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.answerText(200, Integer.toString(exchange.bodyBytes().length));
    }

    /// Requests whose bodies nobody reads yet, because they wait for their turn, hold up no other
    /// on their connection.
    @Test
    void bodiesThatWaitHoldUpNoOtherRequest() throws Exception {
        var authority = TestAuthority.create();
        var config = HttpServerConfig.tls("127.0.0.1", 0, authority.server(List.of()));
        try (var server = HttpServer.start(config, this::handle);
                var client = HttpClient.newBuilder().sslContext(authority.client()).build()) {
            assertThat(send(client, server, "/now").get(30, TimeUnit.SECONDS).body())
                    .isEqualTo(Integer.toString(BODY_BYTES));
            var late =
                    IntStream.range(0, LATE).mapToObj(_ -> send(client, server, "/late")).toList();
            try {
                assertThat(send(client, server, "/now").get(30, TimeUnit.SECONDS).body())
                        .isEqualTo(Integer.toString(BODY_BYTES));
                assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                released.countDown();
            }
            for (var answer : late) {
                assertThat(answer.get(30, TimeUnit.SECONDS).body())
                        .isEqualTo(Integer.toString(BODY_BYTES));
            }
        }
    }

    private static CompletableFuture<HttpResponse<String>> send(
            HttpClient client, HttpServer server, String path) {
        var request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
                        .POST(BodyPublishers.ofByteArray(new byte[BODY_BYTES]))
                        .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
