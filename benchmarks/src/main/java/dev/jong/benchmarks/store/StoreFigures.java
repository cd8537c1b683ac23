package dev.jong.benchmarks.store;

import dev.jong.store.LogStore;
import dev.jong.store.RangeRequest;
import dev.jong.store.StoreOptions;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;

/// Prints what the embedded store does on a folder's disk: durable writes of 1 KiB at 1, 64 and
/// 1,000 writers, ranges, the delivery of watches, the recovery of a log, the memory of keys.
///
/// Arguments: an empty folder; seconds for each measurement (5); MiB of log to recover (1024).
public final class StoreFigures {
    private static final int KIB = 1024;
    private static final int PAGE = 500;

    private final Path folder;
    private final Duration time;

    private StoreFigures(Path folder, Duration time) {
        this.folder = folder;
        this.time = time;
    }

    public static void main(String[] arguments) throws Exception {
        var seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        var mebibytes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1024;
        var figures = new StoreFigures(Path.of(arguments[0]), Duration.ofSeconds(seconds));
        for (var writers : new int[] {1, 64, 1000}) {
            figures.writes(writers);
        }
        figures.watch();
        figures.recovery(mebibytes);
    }

    private LogStore open() {
        return LogStore.open(folder, StoreOptions.DEFAULT);
    }

    private static void say(String what, String figure) {
        System.out.println("%-42s %s".formatted(what, figure));
    }

    private void writes(int writers) throws Exception {
        try (var store = open()) {
            measure(store, writers, Duration.ofSeconds(2)); // warms up
            var nanos = measure(store, writers, time);
            say(
                    "durable writes of 1 KiB, " + writers + " writers",
                    "%,.0f/s, p50 %.2f ms, p99 %.2f ms"
                            .formatted(
                                    nanos.length / (double) time.toSeconds(),
                                    percentile(nanos, 0.5),
                                    percentile(nanos, 0.99)));
        }
        clear();
    }

    /// Durations of all writes, sorted.
    private static long[] measure(LogStore store, int writers, Duration time)
            throws InterruptedException {
        var end = System.nanoTime() + time.toNanos();
        var all = new ArrayList<ArrayList<Long>>();
        var threads = new ArrayList<Thread>();
        for (var w = 0; w < writers; w++) {
            var mine = new ArrayList<Long>();
            var prefix = "/registry/" + System.nanoTime() + "/" + w + "/";
            all.add(mine);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (var begun = System.nanoTime(); begun < end; ) {
                                    store.write(
                                            new Write.Create(prefix + mine.size(), new byte[KIB]));
                                    var now = System.nanoTime();
                                    mine.add(now - begun);
                                    begun = now;
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return all.stream().flatMap(ArrayList::stream).mapToLong(each -> each).sorted().toArray();
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }

    /// From a write's begin to its event at a watch, one at a time; then pages read.
    private void watch() throws Exception {
        try (var store = open();
                var watch = store.watch("/registry/", 0)) {
            var nanos = new ArrayList<Long>();
            var end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                var begun = System.nanoTime();
                store.write(new Write.Create("/registry/" + nanos.size(), new byte[KIB]));
                if (watch.take() instanceof WatchBatch.Events) {
                    nanos.add(System.nanoTime() - begun);
                }
            }
            var sorted = nanos.stream().mapToLong(each -> each).sorted().toArray();
            say(
                    "write until its event is delivered",
                    "p50 %.2f ms, p99 %.2f ms"
                            .formatted(percentile(sorted, 0.5), percentile(sorted, 0.99)));
            var pages = 0;
            var until = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < until) {
                store.range(RangeRequest.all("/registry/").limit(PAGE));
                pages++;
            }
            say(
                    "ranges of " + Math.min(PAGE, sorted.length) + " of " + sorted.length,
                    "%,.0f/s".formatted(pages / (double) time.toSeconds()));
        }
        clear();
    }

    private void recovery(int mebibytes) throws Exception {
        var before = usedMemory();
        try (var store = open()) {
            var batch = new ArrayList<Write>();
            for (var i = 0; i < mebibytes * KIB; i++) {
                batch.add(new Write.Create("/registry/" + i, new byte[KIB - 100]));
                if (batch.size() == PAGE) {
                    store.writeAll(batch);
                    batch.clear();
                }
            }
            store.writeAll(batch);
        }
        var bytes = size();
        var begun = System.nanoTime();
        try (var store = open()) {
            var nanos = System.nanoTime() - begun;
            var keys = store.count("/registry/");
            say(
                    "recovery of %,d MiB, %,d keys".formatted(bytes >> 20, keys),
                    "%.2f s".formatted(nanos / 1e9));
            say(
                    "memory of those keys",
                    "%,d MiB, of that values %,d MiB"
                            .formatted((usedMemory() - before) >> 20, keys * (KIB - 100) >> 20));
        }
        clear();
    }

    private static long usedMemory() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private long size() throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private void clear() throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
