package dev.jong.benchmarks.store;

import dev.jong.store.RangeRequest;
import dev.jong.store.Store;
import dev.jong.store.WatchBatch;
import dev.jong.store.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Prints what the embedded store does on a folder's disk, and etcd beside it: durable writes of 1
/// KiB at 1, 64 and 1,000 writers, ranges, the delivery of watches, recovery, the memory of keys.
/// Give it a heap of a few GiB.
///
/// Arguments: a folder; seconds for each measurement (5); MiB of values to recover (1024); an etcd
/// executable to measure as well. `only=64,recovery` anywhere among them asks for a part: `1`,
/// `64`, `1000` (writers), `watch`, `recovery`.
public final class StoreFigures {
    private static final String ONLY = "only=";
    private static final int KIB = 1024;
    private static final int PAGE = 500;
    private static final int RANGED = 10_000;
    private static final int LOADERS = 16;
    private static final int AT_ONCE = 100;

    private final Subject subject;
    private final Duration time;
    private final Set<String> only;

    private StoreFigures(Subject subject, Duration time, Set<String> only) {
        this.subject = subject;
        this.time = time;
        this.only = only;
    }

    public static void main(String[] given) throws Exception {
        var only =
                Stream.of(given)
                        .filter(each -> each.startsWith(ONLY))
                        .flatMap(each -> Stream.of(each.substring(ONLY.length()).split(",")))
                        .collect(Collectors.toSet());
        var arguments =
                Stream.of(given).filter(each -> !each.startsWith(ONLY)).toArray(String[]::new);
        var folder = Path.of(arguments[0]);
        var seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        var mebibytes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1024;
        var subjects = new ArrayList<Subject>(List.of(new Embedded(folder.resolve("embedded"))));
        if (arguments.length > 3) {
            subjects.add(new Etcd(Path.of(arguments[3]), folder.resolve("etcd")));
        }
        for (var subject : subjects) {
            new StoreFigures(subject, Duration.ofSeconds(seconds), only).measure(mebibytes);
        }
    }

    private void measure(int mebibytes) throws Exception {
        for (var writers : new int[] {1, 64, 1000}) {
            if (asked(String.valueOf(writers))) {
                writes(writers);
            }
        }
        if (asked("watch")) {
            watch();
        }
        if (asked("recovery")) {
            recovery(mebibytes);
        }
    }

    private boolean asked(String part) {
        return only.isEmpty() || only.contains(part);
    }

    private void say(String what, String figure) {
        System.out.println("%-15s %-40s %s".formatted(subject.name(), what, figure));
    }

    private void writes(int writers) throws Exception {
        try (var running = subject.start()) {
            measure(running.store(), writers, Duration.ofSeconds(2)); // warms up
            var nanos = measure(running.store(), writers, time);
            say(
                    "durable writes of 1 KiB, " + writers + " writers",
                    "%,.0f/s, p50 %.2f ms, p99 %.2f ms"
                            .formatted(
                                    nanos.length / (double) time.toSeconds(),
                                    percentile(nanos, 0.5),
                                    percentile(nanos, 0.99)));
        }
        subject.clear();
    }

    /// Durations of all writes, sorted.
    private static long[] measure(Store store, int writers, Duration time)
            throws InterruptedException {
        var end = System.nanoTime() + time.toNanos();
        var all = new ArrayList<LongStream.Builder>();
        var threads = new ArrayList<Thread>();
        for (var w = 0; w < writers; w++) {
            var mine = LongStream.builder();
            var prefix = "/registry/" + System.nanoTime() + "/" + w + "/";
            all.add(mine);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                var count = 0;
                                for (var begun = System.nanoTime(); begun < end; ) {
                                    store.write(new Write.Create(prefix + count, new byte[KIB]));
                                    var now = System.nanoTime();
                                    mine.add(now - begun);
                                    begun = now;
                                    count++;
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return all.stream().flatMapToLong(LongStream.Builder::build).sorted().toArray();
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }

    /// From a write's begin to its event at a watch, one at a time; then pages read.
    private void watch() throws Exception {
        try (var running = subject.start();
                var watch = running.store().watch("/registry/", 0)) {
            var store = running.store();
            var nanos = LongStream.builder();
            var end = System.nanoTime() + time.toNanos();
            for (var count = 0; System.nanoTime() < end; count++) {
                var begun = System.nanoTime();
                store.write(new Write.Create("/registry/" + count, new byte[KIB]));
                if (watch.take() instanceof WatchBatch.Events) {
                    nanos.add(System.nanoTime() - begun);
                }
            }
            var sorted = nanos.build().sorted().toArray();
            say(
                    "write until its event is delivered",
                    "p50 %.2f ms, p99 %.2f ms"
                            .formatted(percentile(sorted, 0.5), percentile(sorted, 0.99)));
            fill(store, "/ranged/", RANGED);
            var pages = 0;
            var until = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < until) {
                store.range(RangeRequest.all("/ranged/").limit(PAGE));
                pages++;
            }
            say(
                    "ranges of %d of %,d".formatted(PAGE, RANGED),
                    "%,.0f/s".formatted(pages / (double) time.toSeconds()));
        }
        subject.clear();
    }

    private void recovery(int mebibytes) throws Exception {
        var keys = mebibytes * KIB;
        try (var running = subject.start()) {
            fill(running.store(), "/registry/", keys);
        }
        var begun = System.nanoTime();
        try (var running = subject.start()) {
            say(
                    "recovery of %,d MiB, %,d keys".formatted(mebibytes, keys),
                    "%.2f s".formatted((System.nanoTime() - begun) / 1e9));
            if (running.store().count("/registry/") != keys) {
                throw new IllegalStateException("keys are missing");
            }
            say("memory of those keys", "%,d MiB".formatted(running.memory() >> 20));
        }
        subject.clear();
    }

    private static void fill(Store store, String prefix, int keys) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var l = 0; l < LOADERS; l++) {
            var first = (int) ((long) keys * l / LOADERS);
            var end = (int) ((long) keys * (l + 1) / LOADERS);
            threads.add(Thread.ofVirtual().start(() -> fill(store, prefix, first, end)));
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    private static void fill(Store store, String prefix, int first, int end) {
        for (var at = first; at < end; at += AT_ONCE) {
            var batch = new ArrayList<Write>();
            for (var i = at; i < Math.min(end, at + AT_ONCE); i++) {
                batch.add(new Write.Create(prefix + i, new byte[KIB - 100]));
            }
            store.writeAll(batch);
        }
    }
}
