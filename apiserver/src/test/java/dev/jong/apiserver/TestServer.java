package dev.jong.apiserver;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.request.User;
import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// A server in memory with guards, to which requests are made as whoever has a token: `admin` may
/// do everything, `alice` is a developer.
public final class TestServer implements AutoCloseable {
    public static final Map<String, User> TOKENS =
            Map.of(
                    "admin", User.of("admin", List.of(User.MASTERS)),
                    "alice", User.of("alice", List.of("developers")));

    private final HttpClient client = HttpClient.newHttpClient();
    private final Store store;
    private final ApiServer server;

    /// What was answered.
    public record Answer(int status, HttpResponse<byte[]> response) {
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonObject body() {
            return response.body().length > 0 && response.body()[0] == '{'
                    ? (JsonObject) Json.parse(response.body())
                    : JsonObject.EMPTY;
        }

        public String message() {
            return String.valueOf(body().text("message"));
        }
    }

    private TestServer(Store store, Map<String, User> more, UnaryOperator<ApiServerConfig> change) {
        var tokens = new HashMap<>(TOKENS);
        tokens.putAll(more);
        this.store = store;
        var config =
                new ApiServerConfig(
                                HttpServerConfig.plain("127.0.0.1", 0),
                                InstantSource.system(),
                                RandomGenerator.getDefault())
                        .withAccess(AccessConfig.of(keys()).withStaticTokens(tokens));
        this.server = ApiServer.start(change.apply(config), store);
    }

    public static TestServer start(String... flags) {
        return on(LogStore.inMemory(StoreOptions.DEFAULT), flags);
    }

    public static TestServer on(Store store, String... flags) {
        return new TestServer(store, Map.of(), config -> config.withFlags(ServerFlags.of(flags)));
    }

    /// @param more whom other tokens stand for
    public static TestServer withUsers(Map<String, User> more, String... flags) {
        return new TestServer(
                LogStore.inMemory(StoreOptions.DEFAULT),
                more,
                config -> config.withFlags(ServerFlags.of(flags)));
    }

    public static TestServer start(UnaryOperator<ApiServerConfig> change) {
        return on(LogStore.inMemory(StoreOptions.DEFAULT), change);
    }

    public static TestServer on(Store store, UnaryOperator<ApiServerConfig> change) {
        return new TestServer(store, Map.of(), change);
    }

    /// New ones with which a server signs tokens, and knows them again.
    public static TokenKeys keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            var pair = generator.generateKeyPair();
            return new TokenKeys(pair.getPrivate(), List.of(pair.getPublic()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public ApiServer server() {
        return server;
    }

    /// @param token empty for none
    public Answer call(String token, String method, String path, String body, String... headers) {
        return send(token, method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /// @param token empty for none
    public Answer send(String token, String method, String path, byte[] body, String... headers) {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer get(String token, String path) {
        return call(token, "GET", path, "");
    }

    public Answer post(String token, String path, String body) {
        return call(token, "POST", path, body);
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
    }
}
