package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/// A server in memory without TLS and without guards, and a client of it.
final class OpenServer implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final LogStore store = LogStore.inMemory(StoreOptions.DEFAULT);
    private final ApiServer server = ApiServer.start(Harness.config(0), store);

    HttpClient client() {
        return client;
    }

    InetSocketAddress address() {
        return server.address();
    }

    URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + address().getPort() + path);
    }

    /// Creates an object.
    ///
    /// @param path of its collection
    void create(String path, String json) {
        var request =
                HttpRequest.newBuilder(uri("http", path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
        var answer = client.sendAsync(request, BodyHandlers.ofString()).join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
    }
}
