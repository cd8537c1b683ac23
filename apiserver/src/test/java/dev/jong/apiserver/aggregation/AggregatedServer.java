package dev.jong.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.TestAuthority;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.config.ServerFlags;
import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.TlsIdentity;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendTls;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A server of ours with an extension server beside it, both behind TLS, and an administrator.
final class AggregatedServer implements AutoCloseable {
    private static final FrontProxy.Fields FIELDS =
            new FrontProxy.Fields(
                    List.of(FrontProxy.USER, "X-Our-User"),
                    List.of(FrontProxy.UID),
                    List.of(FrontProxy.GROUP),
                    List.of(FrontProxy.EXTRA, "X-Our-Extra-"));

    final TestAuthority frontAuthority;
    final TestAuthority extensionAuthority;
    final FakeExtension extension;
    private final Store store;
    private final ApiServer server;
    private final Backend api;

    record Answer(int status, Headers headers, String text) {
        JsonObject json() {
            return (JsonObject) Json.parse(text);
        }
    }

    AggregatedServer(String... flags) throws Exception {
        frontAuthority = TestAuthority.create("front-proxy-ca");
        extensionAuthority = TestAuthority.create("extension-ca");
        extension =
                new FakeExtension(
                        extensionAuthority.issue(
                                "wardle.default.svc", List.of(frontAuthority.certificate())));
        store = LogStore.inMemory(StoreOptions.DEFAULT);
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        var pair = keys.generateKeyPair();
        var authority = TestAuthority.create("ca");
        var own = authority.issue("localhost", List.of(authority.certificate()));
        var identity =
                new TlsIdentity(
                        own.key(),
                        own.chain(),
                        own.clientAuthorities(),
                        List.of(frontAuthority.certificate()));
        var access =
                AccessConfig.of(new TokenKeys(pair.getPrivate(), List.of(pair.getPublic())))
                        .withStaticTokens(
                                Map.of(
                                        "admin",
                                        new User(
                                                "admin",
                                                "u1",
                                                List.of(User.MASTERS),
                                                Map.of("example.com/Key", List.of("v")))))
                        .withFrontProxy(
                                new FrontProxy(
                                        frontAuthority.issue("front", List.of()),
                                        () -> List.of(frontAuthority.certificate()),
                                        Set.of("front"),
                                        FIELDS));
        server =
                ApiServer.start(
                        new ApiServerConfig(
                                        HttpServerConfig.tls("127.0.0.1", 0, identity),
                                        InstantSource.system(),
                                        RandomGenerator.getDefault())
                                .withAccess(access)
                                .withFlags(ServerFlags.of(flags)),
                        store);
        api =
                Backend.tls(
                        "127.0.0.1",
                        server.address().getPort(),
                        BackendTls.trustingAnybody(Optional.empty()),
                        false);
    }

    Backend api() {
        return api;
    }

    int port() {
        return server.address().getPort();
    }

    @Override
    public void close() {
        server.close();
        store.close();
        extension.close();
    }

    Answer call(String method, String path, String body, String... headers) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var all = Headers.of(headers).with("Authorization", "Bearer admin");
        if (!body.isEmpty() && !all.has("Content-Type")) {
            all = all.with("Content-Type", "application/json");
        }
        try (var answer =
                api.send(method, path, all, new ByteArrayInputStream(bytes), bytes.length)) {
            return new Answer(
                    answer.status(),
                    answer.headers(),
                    new String(answer.bodyBytes(), StandardCharsets.UTF_8));
        }
    }

    Answer get(String path) {
        return call("GET", path, "");
    }

    JsonObject create(String path, String object) {
        var answer = call("POST", path, object);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    void patch(String path, String change) {
        var answer = call("PATCH", path, change, "Content-Type", "application/merge-patch+json");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    static List<String> names(JsonObject list, String... path) {
        return list.array(path[0]).items().stream()
                .map(JsonObject.class::cast)
                .map(item -> path.length > 1 ? item.object(path[1]) : item)
                .map(item -> String.valueOf(item.text("name")))
                .toList();
    }
}
