package dev.jong.systemtests.scenario;

import static dev.jong.systemtests.scenario.Story.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Probes by gRPC, of a real server: it listens where a Pod of the host's network is probed.
class ProbeStories {
    private static final int PORT = 50051;
    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: asked}
            spec:
              hostNetwork: true
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: localhost/jong/demo:v1
                command: [sh, -c, 'echo I am at $ADDRESS; sleep 3600']
                env: [{name: ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                readinessProbe: {grpc: {port: %1$d, service: ready}, periodSeconds: 1, timeoutSeconds: 30, failureThreshold: 1}
                livenessProbe: {grpc: {port: %1$d, service: alive}, periodSeconds: 1, timeoutSeconds: 30, failureThreshold: 2}
            """
                    .formatted(PORT);

    @TempDir private Path unwell = Path.of("");

    @Test
    void followsWhatAServerSaysByGrpc() throws IOException {
        var machine = StoriesTest.machine();
        var kubectl = Story.kubectls().getLast();
        try (var story = Story.begin(machine, kubectl);
                var server = machine.start(server(machine.address()))) {
            soon().until(() -> Files.exists(unwell.resolve(GrpcHealth.LISTENS)));
            assertThat(server.process().isAlive()).isTrue();
            story.apply(POD);
            soon().until(() -> is(story, "true 0"));
            assertThat(story.said("logs", "asked").strip())
                    .isEqualTo("I am at " + machine.address());

            var notReady = Files.createFile(unwell.resolve("ready"));
            soon().until(() -> is(story, "false 0"));
            awaitEvent(
                    story,
                    "Readiness probe failed: service unhealthy (responded with \"NOT_SERVING\")");
            Files.delete(notReady);
            soon().until(() -> is(story, "true 0"));

            var dead = Files.createFile(unwell.resolve("alive"));
            soon().until(() -> restarts(story) == 1);
            Files.delete(dead);
            soon().until(() -> is(story, "true " + restarts(story)));
            awaitEvent(story, "Container main failed liveness probe, will be restarted");
        }
    }

    /// Events are written some time after what they tell of.
    private static void awaitEvent(Story story, String message) {
        soon().untilAsserted(
                        () -> assertThat(story.said("describe", "pod", "asked")).contains(message));
    }

    private List<String> server(String address) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                GrpcHealth.class.getName(),
                address,
                Integer.toString(PORT),
                unwell.toString());
    }

    private static boolean is(Story story, String readyAndRestarts) {
        return state(story).equals(readyAndRestarts);
    }

    private static int restarts(Story story) {
        return Integer.parseInt(state(story).split(" ", -1)[1]);
    }

    private static String state(Story story) {
        return story.said(
                "get",
                "pod",
                "asked",
                "-o",
                "jsonpath={.status.containerStatuses[0].ready}"
                        + " {.status.containerStatuses[0].restartCount}");
    }
}
