package dev.jong.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.json.Json;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.registry.Registry;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// A whole server on a folder, in whose namespace `default` Pods can be created.
public final class LiveServer implements AutoCloseable {
    public static final String NAMESPACE = "default";

    private final LogStore store;
    private final ApiServer server;

    private LiveServer(LogStore store, ApiServer server) {
        this.store = store;
        this.server = server;
    }

    public static LiveServer start(Path folder) {
        var store = LogStore.open(folder, StoreOptions.DEFAULT);
        var config =
                new ApiServerConfig(
                        HttpServerConfig.plain("127.0.0.1", 0),
                        InstantSource.system(),
                        RandomGenerator.getDefault());
        var live = new LiveServer(store, ApiServer.start(config, store));
        live.create(ServiceAccount.KIND, "metadata: {name: default}");
        return live;
    }

    public Registry registry() {
        return server.registry();
    }

    public int port() {
        return server.address().getPort();
    }

    public <T extends KubernetesObject> Verbs<T> of(Kind<T> kind) {
        return registry().of(kind);
    }

    public <T extends KubernetesObject> T create(Kind<T> kind, String yaml) {
        return create(kind, yaml, WriteOptions.DEFAULT);
    }

    public <T extends KubernetesObject> T create(Kind<T> kind, String yaml, WriteOptions options) {
        var namespace = kind.namespaced() ? NAMESPACE : "";
        return of(kind).create(namespace, read(kind, yaml), options).object();
    }

    public <T extends KubernetesObject> T get(Kind<T> kind, String name) {
        return of(kind).get(kind.namespaced() ? NAMESPACE : "", name).object();
    }

    /// Waits until the caches know of everything that was written.
    public void settle() {
        assertThat(registry().feed().awaitNow(Duration.ofMinutes(1))).isTrue();
    }

    /// Posts nothing.
    ///
    /// @return the answer's body
    public String post(String path) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static <T extends KubernetesObject> T read(Kind<T> kind, String yaml) {
        return Json.read(Yaml.read(yaml), kind.codec());
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
