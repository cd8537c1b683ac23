package dev.jong.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Nodes without a kubelet, then Pods: the rate is Pods bound per second, from the first measured
/// create to the last binding that a watch shows. The first tenth of the Pods warms up and is not
/// counted.
final class Scheduling {
    private final Target target;
    private final Options options;

    Scheduling(Target target, Options options) {
        this.target = target;
        this.options = options;
    }

    /// The nodes send no heartbeats, so that the cluster would soon find them gone: they are made
    /// anew for each run and deleted after it.
    Result run() throws IOException {
        deleteNodes();
        createNodes();
        try {
            place("warm-", 1000);
            return place("pod-", options.count());
        } finally {
            deleteNodes();
        }
    }

    private void deleteNodes() throws IOException {
        try (var connection = new ApiConnection(target)) {
            connection.call(
                    "DELETE", "/api/v1/nodes?labelSelector=" + Objects.NODE_LABEL, null, false);
        }
    }

    private void createNodes() {
        new Workers(target, options.connections())
                .run(
                        "",
                        options.nodes(),
                        Double.POSITIVE_INFINITY,
                        (connection, index) ->
                                connection.call(
                                        "POST",
                                        "/api/v1/nodes",
                                        Objects.node("load-node-" + index, (int) index),
                                        false));
    }

    private Result place(String prefix, long count) throws IOException {
        String pods = "/api/v1/namespaces/" + options.namespace() + "/pods";
        long start = System.nanoTime();
        var watch = new Bindings("\"name\":\"" + prefix, count, start);
        Result created;
        try (var readers = WatchReaders.of(target, 1)) {
            readers.watch(pods + "?watch=1&resourceVersion=0", watch);
            created =
                    new Workers(target, options.connections())
                            .run(
                                    "",
                                    count,
                                    Double.POSITIVE_INFINITY,
                                    (connection, index) ->
                                            connection.call(
                                                    "POST",
                                                    pods,
                                                    Objects.pod(
                                                            prefix + index,
                                                            "default-scheduler",
                                                            ""),
                                                    false));
            watch.await();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return Result.of(
                "scheduling, " + options.nodes() + " nodes",
                watch.bound,
                created.failures(),
                seconds,
                0);
    }

    /// Waits until so many Pods whose names begin alike have a node.
    private static final class Bindings implements WatchReaders.Reader {
        private final String name;
        private final long count;
        private final long start;
        private final Latencies bound = new Latencies();
        private final Set<String> seen = new HashSet<>();
        private final CompletableFuture<Void> all = new CompletableFuture<>();

        Bindings(String name, long count, long start) {
            this.name = name;
            this.count = count;
            this.start = start;
        }

        @Override
        public void opened() {
            // It begins with all there are, so that it may come late.
        }

        @Override
        public boolean read(byte[] bytes, int length) {
            var line = new String(bytes, 0, length, UTF_8);
            int at = line.indexOf(name);
            if (at >= 0 && line.contains("\"nodeName\":\"")) {
                int end = at + name.length();
                if (seen.add(line.substring(end, line.indexOf('"', end)))) {
                    bound.add(System.nanoTime() - start);
                }
            }
            if (seen.size() == count) all.complete(null);
            return seen.size() < count;
        }

        @Override
        public void broke(Throwable cause) {
            all.completeExceptionally(cause);
        }

        void await() throws IOException {
            try {
                all.join();
            } catch (CompletionException e) {
                throw new IOException("the watch broke: " + e.getCause(), e);
            }
        }
    }
}
