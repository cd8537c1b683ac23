package dev.jong.apiserver;

import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/// A server without TLS to try clients against: `Harness <folder> <port>`.
final class Harness {
    private Harness() {}

    static void main(String[] args) throws InterruptedException {
        var store = LogStore.open(Path.of(args[0]), StoreOptions.DEFAULT);
        var config =
                new ApiServerConfig(
                        HttpServerConfig.plain("127.0.0.1", Integer.parseInt(args[1])),
                        InstantSource.system(),
                        RandomGenerator.getDefault());
        try (var _ = ApiServer.start(config, store)) {
            new CountDownLatch(1).await();
        }
    }
}
