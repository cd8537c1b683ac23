package dev.jong.client;

import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.errors.ApiException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the server in use again and again whether it is ready, and leaves it when it is not: from a
/// machine that is cut off nothing comes, not even the end of a connection. Now and then it asks
/// for the list of servers, which Service `kubernetes` has.
public final class ServerPulse implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerPulse.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int BEATS_PER_LOOK = 5;
    private static final int OK = 200;

    private final ServerList servers;
    private final Client client;
    private final @Nullable SSLContext tls;
    private final Consumer<List<URI>> learned;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("server-pulse").unstarted(this::run);

    private ServerPulse(
            ServerList servers,
            Client client,
            @Nullable SSLContext tls,
            Consumer<List<URI>> learned) {
        this.servers = servers;
        this.client = client;
        this.tls = tls;
        this.learned = learned;
    }

    /// @param client on these servers, that may read EndpointSlices; the caller's to close
    /// @param tls believes the servers; who asks need not be known to them
    /// @param learned is told of each new list
    public static ServerPulse start(
            ServerList servers,
            Client client,
            @Nullable SSLContext tls,
            Consumer<List<URI>> learned) {
        var pulse = new ServerPulse(servers, client, tls, learned);
        pulse.thread.start();
        return pulse;
    }

    private void run() {
        var builder = HttpClient.newBuilder().connectTimeout(LIMIT);
        if (tls != null) {
            builder.sslContext(tls);
        }
        try (var http = builder.build()) {
            for (var beat = 0; !closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS); beat++) {
                if (servers.count() > 1) {
                    ask(http);
                }
                if (beat % BEATS_PER_LOOK == 0) {
                    look();
                }
            }
            http.shutdownNow();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(HttpClient http) throws InterruptedException {
        var server = servers.current();
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(server + "/readyz")).timeout(LIMIT).build();
            var status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != OK) {
                servers.leave(server, "/readyz answers " + status);
            }
        } catch (java.io.IOException e) {
            servers.leave(server, String.valueOf(e.getMessage()));
        }
    }

    private void look() {
        try {
            var slice =
                    client.resources(EndpointSlice.KIND).inNamespace("default").get("kubernetes");
            var port = slice.ports().stream().map(each -> each.port()).findFirst().orElse(null);
            if (port == null) {
                return;
            }
            var found =
                    slice.endpoints().stream()
                            .flatMap(endpoint -> endpoint.addresses().stream())
                            .map(ip -> ip.contains(":") ? "[" + ip + "]" : ip)
                            .map(host -> URI.create("https://" + host + ":" + port))
                            .toList();
            var before = servers.all();
            servers.learn(found);
            if (!servers.all().equals(before)) {
                learned.accept(servers.all());
            }
        } catch (ApiException | ClientException e) {
            log.atDebug().setCause(e).log("Could not ask for the list of servers");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
