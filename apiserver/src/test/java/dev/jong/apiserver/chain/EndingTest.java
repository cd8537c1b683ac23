package dev.jong.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.errors.ApiException;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.request.RequestTimeout;
import dev.jong.apiserver.route.OpenWatches;
import dev.jong.apiserver.route.RequestHandler;
import dev.jong.apiserver.wire.Answers;
import dev.jong.http.HttpExchange;
import dev.jong.http.HttpServer;
import dev.jong.http.HttpServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests that take long, where a server ends and where their time does.
@Timeout(180)
class EndingTest {
    private static final String HELD = "/api/v1/namespaces/default/configmaps/held";
    private static final String WATCHED = "/api/v1/configmaps?watch=true&x=held";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch under = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer server;

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    private void serve(RequestHandler handler) {
        server =
                HttpServer.start(
                        HttpServerConfig.plain("127.0.0.1", 0),
                        exchange ->
                                handler.handle(
                                        exchange,
                                        RequestInfo.of(
                                                exchange.method(),
                                                exchange.path(),
                                                exchange.query())));
    }

    private void answer(HttpExchange exchange, RequestInfo info) {
        if ((exchange.path() + exchange.rawQuery()).endsWith("held")) {
            under.countDown();
            try {
                release.await();
            } catch (InterruptedException _) {
                return;
            }
        }
        exchange.answerText(200, "done");
    }

    private CompletableFuture<HttpResponse<String>> ask(String path) {
        var at = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.sendAsync(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
    }

    private static Farewell farewell(boolean refuses) {
        return new Farewell(Duration.ZERO, refuses, Duration.ZERO, new OpenWatches());
    }

    @Test
    void newRequestsAreRefusedWhileOldOnesAreWaitedFor() throws Exception {
        var farewell = farewell(true);
        serve(farewell.around(this::answer));
        var held = ask(HELD);
        under.await();
        var ending = CompletableFuture.runAsync(farewell::begin, Thread::startVirtualThread);
        Awaitility.await().until(() -> ask("/api").join().statusCode() == 429);
        var refused = ask("/api").join();
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(refused.headers().firstValue("Connection")).hasValue("close");
        assertThat(refused.body())
                .isEqualTo("The apiserver is shutting down, please try again later.\n");
        assertThat(ask("/livez").join().statusCode()).isEqualTo(200);
        assertThat(ending).isNotDone();
        assertThat(held).isNotDone();
        release.countDown();
        assertThat(held.join().body()).isEqualTo("done");
        ending.join();
    }

    @Test
    void newWatchesAreRefusedWhereOldOnesHaveTimeToEnd() throws Exception {
        var farewell = new Farewell(Duration.ZERO, false, Duration.ofMinutes(1), new OpenWatches());
        var ended = farewell.around(this::answer);
        serve((exchange, info) -> {
            try {
                ended.handle(exchange, info);
            } catch (ApiException e) {
                Answers.refuse(exchange, e);
            }
        });
        var held = ask(HELD);
        under.await();
        var ending = CompletableFuture.runAsync(farewell::begin, Thread::startVirtualThread);
        Awaitility.await().until(() -> ask("/api/v1/pods?watch=true").join().statusCode() == 503);
        var refused = ask("/api/v1/pods?watch=true").join();
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body())
                .contains("\"ServiceUnavailable\"", "\"apiserver is shutting down\"");
        assertThat(ask("/api").join().statusCode()).isEqualTo(200);
        release.countDown();
        ending.join();
        assertThat(held.join().statusCode()).isEqualTo(200);
    }

    @Test
    void newRequestsAreServedToTheEndUnlessAFlagRefusesThem() throws Exception {
        var farewell = farewell(false);
        serve(farewell.around(this::answer));
        var held = ask(HELD);
        under.await();
        var ending = CompletableFuture.runAsync(farewell::begin, Thread::startVirtualThread);
        Awaitility.await().until(() -> farewell.trouble().isPresent());
        assertThat(ask("/api").join().statusCode()).isEqualTo(200);
        assertThat(ending).isNotDone();
        release.countDown();
        ending.join();
        assertThat(held.join().statusCode()).isEqualTo(200);
    }

    @Test
    void requestsEndWithTheirTimeAndWatchesDoNot() throws Exception {
        var timeout = new RequestTimeout(Duration.ofMillis(300));
        try (var deadlines = new Deadlines(timeout).start()) {
            serve(deadlines.around(this::answer));
            var watch = ask(WATCHED);
            under.await();
            var late = ask(HELD).join();
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.body())
                    .contains(
                            "\"reason\":\"Timeout\"",
                            "request did not complete within the allotted timeout");
            assertThat(watch).isNotDone();
            release.countDown();
            assertThat(watch.join().body()).isEqualTo("done");
        }
    }
}
