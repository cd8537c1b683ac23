package dev.jong.apiserver.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestServer;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreException;
import dev.jong.store.StoreOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What a server says while its disk takes no writes.
class ReadOnlyStoreTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String TROUBLE = "the store is read-only, because the disk is full";

    private final AtomicReference<String> trouble = new AtomicReference<>("");

    /// The store of a machine whose disk is full while there is trouble.
    private Store store() {
        var inner = LogStore.inMemory(StoreOptions.DEFAULT);
        return (Store)
                Proxy.newProxyInstance(
                        Store.class.getClassLoader(),
                        new Class<?>[] {Store.class},
                        (_, method, arguments) -> {
                            var why = trouble.get();
                            if (!why.isEmpty()) {
                                switch (method.getName()) {
                                    case "trouble" -> {
                                        return Optional.of(why);
                                    }
                                    case "write", "writeAll", "grantLease" ->
                                            throw new StoreException.ReadOnly(why);
                                    default -> {}
                                }
                            }
                            try {
                                return method.invoke(inner, arguments);
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        });
    }

    @Test
    void saysSoWhereverItIsAskedAndServesReads() {
        try (var server = TestServer.on(store())) {
            assertThat(create(server, "before").status()).isEqualTo(201);
            assertThat(server.get("admin", "/metrics").text()).contains("jong_store_read_only 0");
            trouble.set(TROUBLE);

            var refused = create(server, "meanwhile");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body().text("reason")).isEqualTo("ServiceUnavailable");
            assertThat(refused.message()).isEqualTo(TROUBLE);
            assertThat(server.get("admin", MAPS + "/before").status()).isEqualTo(200);
            for (var path : new String[] {"/readyz", "/livez", "/healthz"}) {
                var health = server.get("admin", path);
                assertThat(health.status()).as(path).isEqualTo(500);
                assertThat(health.text()).contains("[-]etcd failed");
            }
            assertThat(server.get("admin", "/api/v1/componentstatuses/etcd-0").text())
                    .contains(TROUBLE);
            assertThat(server.get("admin", "/metrics").text()).contains("jong_store_read_only 1");

            trouble.set("");
            assertThat(create(server, "after").status()).isEqualTo(201);
            assertThat(server.get("admin", "/readyz").status()).isEqualTo(200);
        }
    }

    private static TestServer.Answer create(TestServer server, String name) {
        var map = "{\"metadata\":{\"name\":\"" + name + "\"}}";
        return server.call("admin", "POST", MAPS, map, "Content-Type", "application/json");
    }
}
