package dev.jong.javaclienttests;

import static dev.jong.javaclienttests.Stories.namespace;
import static dev.jong.javaclienttests.Stories.refusal;
import static dev.jong.javaclienttests.Stories.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.kubernetes.client.Attach;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What goes through the API server to a node: commands, terminals, ports and logs.
@JongCluster
@Timeout(240) // the client waits for ever for what is never opened
final class PodTest {
    private final ApiClient client;
    private final CoreV1Api api;
    private final String namespace;

    PodTest(ApiClient client) throws ApiException {
        this.client = client;
        this.api = new CoreV1Api(client);
        this.namespace = namespace(client);
        var container = new V1Container().name("web").image("localhost/jong/demo:v1");
        // A controller makes the account of Pods that name none.
        soon().ignoreExceptionsInstanceOf(ApiException.class)
                .until(() ->
                        api.readNamespacedServiceAccount("default", namespace).execute() != null);
        api.createNamespacedPod(
                        namespace,
                        new V1Pod()
                                .metadata(new V1ObjectMeta().name("web"))
                                .spec(new V1PodSpec().containers(List.of(container))))
                .execute();
        soon().until(() -> "Running".equals(pod().getStatus().getPhase()));
    }

    @Test
    void runsACommandAndHearsHowItEnds() throws ApiException, IOException, InterruptedException {
        var greeting = exec("echo", "hello");
        assertThat(new String(greeting.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo("hello\n");
        assertThat(greeting.waitFor()).isZero();

        assertThat(exec("sh", "-c", "exit 3").waitFor()).isEqualTo(3);
    }

    @Test
    void talksToAContainer() throws ApiException, IOException {
        var attached =
                new Attach(client)
                        .newConnectionBuilder(namespace, "web")
                        .setStdin(true)
                        .setStdout(true)
                        .connect();
        try {
            attached.getStandardInputStream().write("anyone?\n".getBytes(UTF_8));
            attached.getStandardInputStream().flush();
            assertThat(new String(attached.getStandardOutputStream().readNBytes(8), UTF_8))
                    .isEqualTo("anyone?\n");
        } finally {
            attached.close();
        }
    }

    @Test
    void forwardsAPort() throws ApiException, IOException {
        try (var forwarded = new PortForward(client).forward(namespace, "web", List.of(8080))) {
            var out = forwarded.getOutboundStream(8080);
            out.write("ping".getBytes(UTF_8));
            out.flush();
            assertThat(new String(forwarded.getInputStream(8080).readNBytes(4), UTF_8))
                    .isEqualTo("ping");
        }
    }

    @Test
    void readsWhatAContainerWrites() throws ApiException, IOException {
        try (var log = new PodLogs(client).streamNamespacedPodLog(namespace, "web", "web")) {
            assertThat(log.readAllBytes()).isEmpty(); // a simulated container writes nothing
        }
        var refused =
                refusal(() ->
                        api.readNamespacedPodLog("web", namespace).container("other").execute());
        assertThat(refused.get("message").getAsString())
                .isEqualTo("container other is not valid for pod web");
    }

    private Process exec(String... command) throws ApiException, IOException {
        return new Exec(client).exec(namespace, "web", command, "web", false, false);
    }

    private V1Pod pod() throws ApiException {
        return api.readNamespacedPod("web", namespace).execute();
    }
}
