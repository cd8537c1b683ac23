package dev.jong.apiserver;

import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/// A server without TLS and without guards to try clients against: `Harness <folder> <port>`.
final class Harness {
    private Harness() {}

    static ApiServerConfig config(int port) {
        return new ApiServerConfig(
                HttpServerConfig.plain("127.0.0.1", port),
                InstantSource.system(),
                RandomGenerator.getDefault());
    }

    static void main(String[] args) throws InterruptedException {
        var store = LogStore.open(Path.of(args[0]), StoreOptions.DEFAULT);
        try (var _ = ApiServer.start(config(Integer.parseInt(args[1])), store)) {
            new CountDownLatch(1).await();
        }
    }
}
