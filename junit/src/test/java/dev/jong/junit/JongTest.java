package dev.jong.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.apps.v1.DeploymentSpec;
import dev.jong.api.core.v1.Container;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.core.v1.TopologySpreadConstraint;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.LabelSelector;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.yaml.Yaml;
import dev.jong.client.Client;
import dev.jong.client.Kubeconfig;
import dev.jong.client.KubeconfigClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@JongCluster(nodes = 2)
final class JongTest {
    private static final Map<String, String> LABELS = Map.of("app", "web");

    @Test
    void aDeploymentBecomesReadyOnSimulatedNodes(Jong cluster) {
        try (var client = client(cluster)) {
            var deployments = client.resources(Deployment.KIND).inNamespace("default");

            deployments.create(deployment("web", 4));

            await().atMost(Duration.ofMinutes(3))
                    .until(() ->
                            Integer.valueOf(4)
                                    .equals(deployments.get("web").status().readyReplicas()));
            assertThat(client.resources(Pod.KIND).inNamespace("default").list())
                    .extracting(pod -> pod.spec().nodeName())
                    .containsOnly("node-0", "node-1");
        }
    }

    @Test
    void clustersDoNotSeeEachOther(Jong first) {
        try (var second = Jong.start();
                var here = client(first);
                var there = client(second)) {
            here.resources(Deployment.KIND)
                    .inNamespace("default")
                    .create(deployment("only-here", 0));

            assertThat(there.resources(Deployment.KIND).inNamespace("default").find("only-here"))
                    .isEmpty();
        }
    }

    @Test
    void theKubeconfigFileGoesWithTheCluster() {
        Path file;
        try (var cluster = Jong.start(0)) {
            file = cluster.kubeconfigFile();
            assertThat(file).content().isEqualTo(cluster.kubeconfig());
        }
        assertThat(Files.exists(file)).isFalse();
    }

    private static Client client(Jong cluster) {
        var config = Kubeconfig.of((JsonObject) Yaml.read(cluster.kubeconfig()));
        return new KubeconfigClients(config, Path.of("/")).client("", "jong-test");
    }

    /// However late the scheduler hears of the second node.
    private static TopologySpreadConstraint evenly() {
        return TopologySpreadConstraint.builder()
                .topologyKey("kubernetes.io/hostname")
                .maxSkew(1)
                .minDomains(2)
                .whenUnsatisfiable("DoNotSchedule")
                .labelSelector(LabelSelector.builder().matchLabels(LABELS).build())
                .build();
    }

    private static Deployment deployment(String name, int replicas) {
        var container = Container.builder().name("web").image("localhost/jong/demo:v1").build();
        return Deployment.builder()
                .metadata(ObjectMeta.builder().name(name).build())
                .spec(
                        DeploymentSpec.builder()
                                .replicas(replicas)
                                .selector(LabelSelector.builder().matchLabels(LABELS).build())
                                .template(
                                        PodTemplateSpec.builder()
                                                .metadata(
                                                        ObjectMeta.builder().labels(LABELS).build())
                                                .spec(
                                                        PodSpec.builder()
                                                                .containers(List.of(container))
                                                                .topologySpreadConstraints(
                                                                        List.of(evenly()))
                                                                .build())
                                                .build())
                                .build())
                .build();
    }
}
