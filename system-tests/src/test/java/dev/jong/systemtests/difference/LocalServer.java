package dev.jong.systemtests.difference;

import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.request.User;
import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// An API server of ours in this process, alone: no controller changes what is written.
public final class LocalServer implements AutoCloseable {
    private static final String TOKEN = "difference";

    private final LogStore store;
    private final ApiServer server;
    private final Server client;

    public LocalServer() throws GeneralSecurityException {
        this(StoreOptions.DEFAULT);
    }

    LocalServer(StoreOptions options) throws GeneralSecurityException {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        var pair = keys.generateKeyPair();
        var admin = new User("admin", "admin", List.of(User.MASTERS, User.AUTHENTICATED), Map.of());
        var access =
                AccessConfig.of(new TokenKeys(pair.getPrivate(), List.of(pair.getPublic())))
                        .withStaticTokens(Map.of(TOKEN, admin));
        var config =
                new ApiServerConfig(
                                HttpServerConfig.plain("127.0.0.1", 0),
                                InstantSource.system(),
                                RandomGenerator.getDefault())
                        .withAccess(access);
        store = LogStore.inMemory(options);
        server = ApiServer.start(config, store);
        client = Server.of(URI.create("http://127.0.0.1:" + server.address().getPort()), TOKEN);
    }

    public Server client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
    }
}
