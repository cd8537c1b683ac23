package dev.jong.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// Many watchers of one namespace while objects are created at a steady rate. The delay runs from
/// the moment at which a create is due to the moment at which a watcher has read its event.
final class Watching {
    private static final byte[] MARK = Objects.bytes("\"name\":\"watched-");
    private static final int SMALL = 64;

    /// After a thousand handshakes and those of the creators, which are not what is measured.
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /// In which the changes do not count: watches that have just begun find both sides' code
    /// compiled for watches that had ended.
    private static final int UNCOUNTED_SECONDS = 10;

    private final Target target;
    private final Options options;
    private final String path;
    private final int uncounted;
    private final int creates;
    private final AtomicLongArray due;

    Watching(Target target, Options options) {
        this.target = target;
        this.options = options;
        this.path = "/api/v1/namespaces/" + options.namespace() + "/configmaps";
        this.uncounted = options.rate() * UNCOUNTED_SECONDS;
        this.creates = uncounted + (int) (options.rate() * options.seconds());
        this.due = new AtomicLongArray(creates);
    }

    Result run() throws IOException {
        var path =
                this.path
                        + "?watch=1&timeoutSeconds="
                        + (int) (options.seconds() * 3 + 60)
                        + "&resourceVersion="
                        + currentVersion();
        var opened = new CountDownLatch(options.watchers());
        var done = new CountDownLatch(options.watchers());
        var delays = new Latencies(Math.max(1, options.watchers() * (creates - uncounted)));
        var broken = new AtomicInteger();
        long start;
        double seconds;
        try (var readers = WatchReaders.of(target, options.watchesPerConnection())) {
            for (int i = 0; i < options.watchers(); i++) {
                readers.watch(path, new Watch(opened, done, delays, broken));
            }
            await(opened);
            start = System.nanoTime() + SETTLE.toNanos();
            create(start);
            await(done);
            seconds = (System.nanoTime() - start) / 1e9 - UNCOUNTED_SECONDS;
        }
        return Result.of(
                "watch, %d watchers on %d connections, %d/s"
                        .formatted(
                                options.watchers(),
                                Math.ceilDiv(options.watchers(), options.watchesPerConnection()),
                                options.rate()),
                delays,
                broken.get(),
                seconds,
                0);
    }

    /// Wants all that are created.
    private final class Watch implements WatchReaders.Reader {
        private final CountDownLatch opened;
        private final CountDownLatch done;
        private final Latencies delays;
        private final AtomicInteger broken;
        private int left = creates;

        Watch(CountDownLatch opened, CountDownLatch done, Latencies delays, AtomicInteger broken) {
            this.opened = opened;
            this.done = done;
            this.delays = delays;
            this.broken = broken;
        }

        @Override
        public void opened() {
            opened.countDown();
        }

        @Override
        public boolean read(byte[] line, int length) {
            int index = index(line, length);
            if (index < 0) return true;
            if (index >= uncounted) delays.add(System.nanoTime() - due.get(index));
            if (--left == 0) done.countDown();
            return left > 0;
        }

        @Override
        public void broke(Throwable cause) {
            opened.countDown();
            done.countDown();
            if (broken.incrementAndGet() == 1) System.err.println("a watch broke: " + cause);
        }
    }

    private void create(long start) {
        new Workers(target, options.connections())
                .run(
                        "",
                        creates,
                        SETTLE.toSeconds() + UNCOUNTED_SECONDS + options.seconds() * 3,
                        (connection, index) -> {
                            long when = start + index * 1_000_000_000L / options.rate();
                            due.set((int) index, when);
                            connection.open();
                            for (long left = when - System.nanoTime();
                                    left > 0;
                                    left = when - System.nanoTime()) {
                                LockSupport.parkNanos(left);
                            }
                            return connection.call(
                                    "POST",
                                    path,
                                    Objects.configMap("watched-" + index, SMALL),
                                    false);
                        });
    }

    /// The number in the object's name, -1 where there is none.
    private static int index(byte[] line, int length) {
        for (int i = 0; i + MARK.length < length; i++) {
            if (line[i] == '"' && line[i + 1] == 'n' && matches(line, i)) {
                int index = 0;
                for (int at = i + MARK.length; line[at] != '"'; at++) {
                    index = index * 10 + line[at] - '0';
                }
                return index;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] line, int from) {
        for (int i = 0; i < MARK.length; i++) {
            if (line[from + i] != MARK[i]) return false;
        }
        return true;
    }

    private String currentVersion() throws IOException {
        try (var connection = new ApiConnection(target)) {
            String body = connection.call("GET", path + "?limit=1", null, true).body();
            int at = body.indexOf("\"resourceVersion\":\"") + 19;
            return body.substring(at, body.indexOf('"', at));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
