package dev.jong.benchmarks.micro;

import dev.jong.api.core.v1.ConfigMap;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.foundation.FolderTree;
import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The API server's registry behind HTTP: defaulting, admission, validation, ownership, the durable
/// write. With `-prof gc` it says how much garbage a request leaves.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RequestBenchmark {
    private static final String NAMESPACE = "default";
    private static final WriteOptions OPTIONS = WriteOptions.by("jmh");

    private final AtomicLong next = new AtomicLong();
    private final Path folder;
    private final LogStore store;
    private final ApiServer server;

    public RequestBenchmark() {
        try {
            folder = Files.createTempDirectory("jong-request-benchmark");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        store = LogStore.open(folder, StoreOptions.DEFAULT);
        server =
                ApiServer.start(
                        new ApiServerConfig(
                                HttpServerConfig.plain("127.0.0.1", 0),
                                InstantSource.system(),
                                RandomGenerator.getDefault()),
                        store);
    }

    @Setup
    public void fill() {
        createConfigMap();
    }

    @Benchmark
    public ConfigMap createConfigMap() {
        long number = next.getAndIncrement();
        var map =
                ConfigMap.builder()
                        .data(Map.of("payload", "x".repeat(1024)))
                        .build()
                        .mapMetadata(metadata -> metadata.withName("m" + number));
        return server.registry().of(ConfigMap.KIND).create(NAMESPACE, map, OPTIONS).object();
    }

    @Benchmark
    public ConfigMap getConfigMap() {
        return server.registry().of(ConfigMap.KIND).get(NAMESPACE, "m0").object();
    }

    @TearDown
    public void remove() throws IOException {
        server.close();
        store.close();
        FolderTree.delete(folder);
    }
}
