package dev.jong.benchmarks.micro;

import dev.jong.foundation.FolderTree;
import dev.jong.store.Entry;
import dev.jong.store.LogStore;
import dev.jong.store.RangeRequest;
import dev.jong.store.RangeResult;
import dev.jong.store.StoreOptions;
import dev.jong.store.Write;
import dev.jong.store.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The embedded store on a folder of its own; `-t 64` gives it 64 writers.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class StoreBenchmark {
    private static final int KNOWN = 10_000;
    private static final int KIB = 1024;

    private final AtomicLong next = new AtomicLong();
    private final Path folder;
    private final LogStore store;

    public StoreBenchmark() {
        try {
            folder = Files.createTempDirectory("jong-store-benchmark");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        store = LogStore.open(folder, StoreOptions.DEFAULT);
    }

    @Setup
    public void fill() {
        for (int i = 0; i < KNOWN; i++) {
            store.write(new Write.Create("/registry/known/" + i, new byte[KIB]));
        }
    }

    /// A create of 1 KiB, durable.
    @Benchmark
    public Written write() {
        return store.write(
                new Write.Create("/registry/new/" + next.getAndIncrement(), new byte[KIB]));
    }

    @Benchmark
    public Optional<Entry> get() {
        return store.get("/registry/known/" + next.getAndIncrement() % KNOWN);
    }

    /// All 10,000 entries.
    @Benchmark
    public RangeResult range() {
        return store.range(RangeRequest.all("/registry/known/"));
    }

    @TearDown
    public void remove() throws IOException {
        store.close();
        FolderTree.delete(folder);
    }
}
