package dev.jong.systemtests.scenario;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Creates ConfigMaps one after the other while something else happens.
record MapWriter(Background kubectl) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String CREATED = " created";

    /// @param folder for its manifest
    /// @param name that the maps' names begin with
    static MapWriter start(ClusterHome cluster, Path folder, String name, int count)
            throws IOException {
        var manifest =
                IntStream.range(0, count)
                        .mapToObj(i ->
                                """
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: {name: %s-%d}
                                ---
                                """
                                        .formatted(name, i))
                        .collect(Collectors.joining());
        var file = Files.writeString(folder.resolve(name + ".yaml"), manifest);
        return new MapWriter(cluster.startKubectl("create", "-f", file.toString()));
    }

    void awaitCreated(int count) {
        await().atMost(PATIENCE).until(() -> created().size() >= count);
    }

    /// Those whose creation was answered, as `configmap/NAME`.
    List<String> created() {
        return kubectl.output()
                .lines()
                .filter(line -> line.endsWith(CREATED))
                .map(line -> line.substring(0, line.length() - CREATED.length()))
                .toList();
    }

    boolean isWriting() {
        return kubectl.process().isAlive();
    }

    void awaitEnd() {
        kubectl.process().onExit().join();
    }

    @Override
    public void close() {
        kubectl.close();
    }
}
