package dev.jong.apiserver.route;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Watches of a server that ends.
@Timeout(60)
class OpenWatchesTest {
    @Test
    void endInTheTimeThatTheyHaveOrTwoHundredASecond() {
        assertThat(OpenWatches.pauseNanos(10, Duration.ofSeconds(60)))
                .isEqualTo(MILLISECONDS.toNanos(5));
        assertThat(OpenWatches.pauseNanos(1000, Duration.ofSeconds(1)))
                .isEqualTo(MILLISECONDS.toNanos(1));
        assertThat(OpenWatches.pauseNanos(0, Duration.ofSeconds(1)))
                .isEqualTo(MILLISECONDS.toNanos(5));
    }

    @Test
    void areWaitedForUntilTheyHaveEnded() throws Exception {
        var watches = new OpenWatches();
        var asked = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 3; i++) {
            var end = new CompletableFuture<Void>();
            asked.add(end);
            var leaving = watches.begins(() -> end.complete(null));
            end.thenRunAsync(leaving::close);
        }
        watches.end(Duration.ofHours(1));
        assertThat(asked).allMatch(CompletableFuture::isDone);

        var late = new CompletableFuture<Void>();
        try (var _ = watches.begins(() -> late.complete(null))) {
            assertThat(late).isDone();
        }
    }

    @Test
    void endWholeWhenTheServerEnds() throws Exception {
        var client = HttpClient.newHttpClient();
        CompletableFuture<HttpResponse<String>> watch;
        try (var server = TestServer.start("--shutdown-watch-termination-grace-period=1h")) {
            var address = server.server().address();
            var uri =
                    URI.create(
                            "http://"
                                    + address.getHostString()
                                    + ":"
                                    + address.getPort()
                                    + "/api/v1/namespaces?watch=true");
            var open = new CountDownLatch(1);
            watch =
                    client.sendAsync(
                            HttpRequest.newBuilder(uri)
                                    .header("Authorization", "Bearer admin")
                                    .build(),
                            _ -> {
                                open.countDown();
                                return BodySubscribers.ofString(StandardCharsets.UTF_8);
                            });
            open.await();
        }
        assertThat(watch.join().body()).contains("\"ADDED\"").endsWith("\n");
    }

    @Test
    void areNotWaitedForLongerThanThat() throws Exception {
        var watches = new OpenWatches();
        try (var _ = watches.begins(() -> {})) {
            watches.end(Duration.ofMillis(20));
        }
    }
}
