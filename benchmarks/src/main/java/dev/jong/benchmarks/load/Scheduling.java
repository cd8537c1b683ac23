package dev.jong.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

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
        var bound = new Latencies();
        Set<String> seen = new HashSet<>();
        long start = System.nanoTime();
        var watcher =
                Thread.ofPlatform()
                        .start(() -> {
                            try (var connection = new ApiConnection(target)) {
                                connection.watch(
                                        pods + "?watch=1&resourceVersion=0",
                                        () -> {},
                                        (bytes, length) -> {
                                            var line = new String(bytes, 0, length, UTF_8);
                                            if (!line.contains("\"nodeName\":\""))
                                                return seen.size() < count;
                                            int at = line.indexOf("\"name\":\"" + prefix);
                                            if (at < 0) return seen.size() < count;
                                            if (seen.add(
                                                    line.substring(
                                                            at + 8, line.indexOf('"', at + 8))))
                                                bound.add(System.nanoTime() - start);
                                            return seen.size() < count;
                                        });
                            } catch (IOException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        var created =
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
                                                        prefix + index, "default-scheduler", ""),
                                                false));
        Workers.join(watcher);
        double seconds = (System.nanoTime() - start) / 1e9;
        return Result.of(
                "scheduling, " + options.nodes() + " nodes", bound, created.failures(), seconds, 0);
    }
}
