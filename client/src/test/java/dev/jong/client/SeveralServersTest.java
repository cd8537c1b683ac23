package dev.jong.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.meta.v1.ObjectMeta;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a client does when one of several servers fails.
final class SeveralServersTest {
    private static final ConfigMap MAP =
            ConfigMap.builder()
                    .metadata(ObjectMeta.builder().name("a").namespace("default").build())
                    .build();

    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> taken = new ArrayList<>();
    private HttpServer good;
    private ServerSocket breaking;

    @BeforeEach
    void start() throws IOException {
        var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        good = HttpServer.create(local, 0);
        good.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    exchange.getRequestBody().readAllBytes();
                    answer(exchange);
                });
        good.setExecutor(requests);
        good.start();
        breaking = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::takeAndBreak);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        var body =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /// Reads some of a request and hangs up.
    private void takeAndBreak() {
        while (!breaking.isClosed()) {
            try (var connection = breaking.accept()) {
                var _ = connection.getInputStream().read();
            } catch (IOException _) {
                // The test is over, or the client was faster.
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        good.stop(0);
        requests.shutdownNow();
        breaking.close();
        for (var socket : taken) {
            socket.close();
        }
    }

    private URI good() {
        return URI.create("http://127.0.0.1:" + good.getAddress().getPort());
    }

    private URI breaking() {
        return URI.create("http://127.0.0.1:" + breaking.getLocalPort());
    }

    /// A port that is taken, so that nobody else gets it, and where nobody listens.
    private URI nobody() throws IOException {
        var socket = new Socket();
        taken.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private static Client client(ServerList servers) {
        var settings = new HttpTransport.Settings(servers.current(), null, () -> "", "test");
        return new Client(new HttpTransport(settings, servers));
    }

    @Test
    void sendsAgainWhatNobodyReceived() throws IOException {
        var servers = new ServerList(List.of(nobody(), good()));
        try (var client = client(servers)) {
            client.resources(ConfigMap.KIND).inNamespace("default").create(MAP);
            assertThat(asked).hasValue(1);
            assertThat(servers.current()).isEqualTo(good());
        }
    }

    @Test
    void repeatsReadsButNoWriteThatMayHaveBeenMade() {
        var servers = new ServerList(List.of(breaking(), good()));
        try (var client = client(servers)) {
            var maps = client.resources(ConfigMap.KIND).inNamespace("default");
            assertThat(maps.get("a").name()).isEqualTo("a");
            assertThat(servers.current()).isEqualTo(good());
        }
        var again = new ServerList(List.of(breaking(), good()));
        try (var client = client(again)) {
            var maps = client.resources(ConfigMap.KIND).inNamespace("default");
            assertThatThrownBy(() -> maps.create(MAP)).isInstanceOf(UnreachableException.class);
            assertThat(asked).hasValue(1);
            assertThat(again.current()).isEqualTo(good());
        }
    }

    @Test
    void asksEachServerOnceAndThenSaysSo() throws IOException {
        var servers = new ServerList(List.of(nobody(), nobody()));
        try (var client = client(servers)) {
            var maps = client.resources(ConfigMap.KIND).inNamespace("default");
            assertThatThrownBy(() -> maps.get("a")).isInstanceOf(UnreachableException.class);
        }
    }

    /// A server that ends answers what it has taken; a change without an answer would leave its
    /// maker in doubt.
    @Test
    void letsARequestUnderWayHaveItsAnswerWhenTheServerIsLeft() throws Exception {
        var taken = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        good.createContext(
                "/api/v1/namespaces/slow/",
                exchange -> {
                    taken.countDown();
                    exchange.getRequestBody().readAllBytes();
                    await(goOn);
                    answer(exchange);
                });
        var servers = new ServerList(List.of(good(), nobody()));
        try (var client = client(servers);
                var others = Executors.newVirtualThreadPerTaskExecutor()) {
            var made =
                    others.submit(
                            () -> client.resources(ConfigMap.KIND).inNamespace("slow").create(MAP));
            await(taken);
            servers.leave(good(), "it ends");
            goOn.countDown();
            assertThat(made.get().name()).isEqualTo("a");
        }
    }

    @Test
    void endsWatchesOnAServerThatIsLeft() throws Exception {
        var goOn = new CountDownLatch(1);
        good.createContext(
                "/api/v1/namespaces/quiet/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    await(goOn);
                    exchange.close();
                });
        var servers = new ServerList(List.of(good(), nobody()));
        try (var client = client(servers);
                var others = Executors.newVirtualThreadPerTaskExecutor();
                var watch =
                        client.resources(ConfigMap.KIND)
                                .inNamespace("quiet")
                                .watch(ListOptions.ALL)) {
            var ended = others.submit(() -> isOver(watch));
            servers.leave(good(), "it is cut off");
            assertThat(ended.get()).isTrue();
        } finally {
            goOn.countDown();
        }
    }

    private static boolean isOver(Watch<ConfigMap> watch) {
        try {
            return watch.next().isEmpty();
        } catch (UnreachableException _) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void learnsOfServersAndKeepsTheOneInUse() {
        var one = URI.create("https://10.0.0.1:6443");
        var two = URI.create("https://10.0.0.2:6443");
        var three = URI.create("https://10.0.0.3:6443");
        var servers = new ServerList(List.of(two));
        servers.leave(two, "the only one");
        servers.learn(List.of(one, two, three));
        assertThat(servers.all()).containsExactly(two, one, three);
        servers.leave(three, "not in use");
        servers.leave(two, "in use");
        assertThat(servers.all()).containsExactly(one, three, two);
        servers.learn(List.of(two, three));
        assertThat(servers.current()).isEqualTo(two);
        servers.learn(List.of());
        assertThat(servers.count()).isEqualTo(2);
    }
}
