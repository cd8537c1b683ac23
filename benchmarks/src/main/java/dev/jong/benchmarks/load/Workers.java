package dev.jong.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Runs one call over and over on a fixed number of connections, until a count is reached or the
/// time is over.
final class Workers {
    private final Target target;
    private final int connections;

    Workers(Target target, int connections) {
        this.target = target;
        this.connections = connections;
    }

    @FunctionalInterface
    interface Call {
        /// Performs the call numbered `index`.
        ApiConnection.Answer perform(ApiConnection connection, long index) throws IOException;
    }

    /// `count` calls in all, at most `seconds` seconds. A failure is an I/O error or a status of
    /// 400 and above.
    Result run(String scenario, long count, double seconds, Call call) {
        var next = new AtomicLong();
        var failures = new AtomicLong();
        var bytes = new AtomicLong();
        var merged = new Latencies();
        long start = System.nanoTime();
        long allowed = (long) (seconds * 1e9);
        var threads = new ArrayList<Thread>();
        for (int worker = 0; worker < connections; worker++) {
            threads.add(
                    Thread.ofPlatform()
                            .name("load-" + worker)
                            .start(() -> {
                                var own = new Latencies();
                                try (var connection = new ApiConnection(target)) {
                                    for (long index = next.getAndIncrement();
                                            index < count;
                                            index = next.getAndIncrement()) {
                                        long before = System.nanoTime();
                                        if (before - start > allowed) break;
                                        var answer = call.perform(connection, index);
                                        own.add(System.nanoTime() - before);
                                        bytes.addAndGet(answer.bodyBytes());
                                        if (answer.status() >= 400) failures.incrementAndGet();
                                    }
                                } catch (IOException e) {
                                    failures.incrementAndGet();
                                }
                                synchronized (merged) {
                                    merged.addAll(own);
                                }
                            }));
        }
        threads.forEach(Workers::join);
        return Result.of(
                scenario, merged, failures.get(), (System.nanoTime() - start) / 1e9, bytes.get());
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
