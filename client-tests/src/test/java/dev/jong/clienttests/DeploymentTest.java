package dev.jong.clienttests;

import static dev.jong.clienttests.Stories.deployment;
import static dev.jong.clienttests.Stories.namespace;
import static dev.jong.clienttests.Stories.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@JongCluster(nodes = 3)
final class DeploymentTest {
    private final KubernetesClient client;
    private final String namespace;

    DeploymentTest(KubernetesClient client) {
        this.client = client;
        this.namespace = namespace(client);
    }

    @Test
    void becomesReadyAcrossTheNodes() {
        client.apps().deployments().inNamespace(namespace).resource(apart("web", 3)).create();

        var ready = web().waitUntilReady(3, TimeUnit.MINUTES);

        assertThat(ready.getStatus().getReadyReplicas()).isEqualTo(3);
        assertThat(pods())
                .extracting(pod -> pod.getSpec().getNodeName())
                .containsExactlyInAnyOrder("node-0", "node-1", "node-2");
        assertThat(pods()).allSatisfy(pod -> assertThat(pod.getStatus().getPodIP()).isNotBlank());
    }

    @Test
    void replacesAPodThatIsDeleted() {
        client.apps().deployments().inNamespace(namespace).resource(deployment("web", 2)).create();
        web().waitUntilReady(3, TimeUnit.MINUTES);
        var lost = pods().getFirst();

        client.resource(lost).delete();

        soon().untilAsserted(() -> {
            assertThat(pods())
                    .hasSize(2)
                    .extracting(pod -> pod.getMetadata().getUid())
                    .doesNotContain(lost.getMetadata().getUid());
            assertThat(web().get().getStatus().getReadyReplicas()).isEqualTo(2);
        });
    }

    @Test
    void rollsToANewImageAndBack() {
        client.apps().deployments().inNamespace(namespace).resource(deployment("web", 2)).create();
        web().waitUntilReady(3, TimeUnit.MINUTES);

        web().edit(it -> withImage(it, "localhost/jong/demo:v2"));
        soon().untilAsserted(() -> assertThat(images()).containsOnly("localhost/jong/demo:v2"));

        web().rolling().undo();
        soon().untilAsserted(() -> assertThat(images()).containsOnly("localhost/jong/demo:v1"));
        assertThat(web().get().getMetadata().getAnnotations())
                .containsEntry("deployment.kubernetes.io/revision", "3");
    }

    @Test
    void scalesThroughItsSubresource() {
        client.apps().deployments().inNamespace(namespace).resource(deployment("web", 1)).create();
        web().waitUntilReady(3, TimeUnit.MINUTES);

        var scale = web().scale();
        assertThat(scale.getStatus().getSelector()).isEqualTo("app=web");
        web().scale(4);

        soon().until(() -> Integer.valueOf(4).equals(web().get().getStatus().getReadyReplicas()));
        assertThat(web().scale().getStatus().getReplicas()).isEqualTo(4);
    }

    @Test
    void doesNothingWhilePaused() {
        var paused =
                new DeploymentBuilder(deployment("web", 1))
                        .editSpec()
                        .withPaused(true)
                        .endSpec()
                        .build();
        client.apps().deployments().inNamespace(namespace).resource(paused).create();
        soon().until(() ->
                web().get().getStatus().getConditions().stream()
                        .anyMatch(condition -> "DeploymentPaused".equals(condition.getReason())));
        assertThat(pods()).isEmpty();

        web().edit(it -> new DeploymentBuilder(it).editSpec().withPaused(false).endSpec().build());
        web().waitUntilReady(3, TimeUnit.MINUTES);
        assertThat(pods()).hasSize(1);
    }

    /// One on each node, however late the scheduler hears of some.
    private static Deployment apart(String name, int replicas) {
        return new DeploymentBuilder(deployment(name, replicas))
                .editSpec()
                .editTemplate()
                .editSpec()
                .withNewAffinity()
                .withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .addToMatchLabels("app", name)
                .endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .endAffinity()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Deployment withImage(Deployment deployment, String image) {
        return new DeploymentBuilder(deployment)
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private RollableScalableResource<Deployment> web() {
        return client.apps().deployments().inNamespace(namespace).withName("web");
    }

    private List<Pod> pods() {
        return client.pods().inNamespace(namespace).withLabel("app", "web").list().getItems();
    }

    private List<String> images() {
        return pods().stream()
                .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
                .toList();
    }
}
