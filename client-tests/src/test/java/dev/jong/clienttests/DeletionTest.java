package dev.jong.clienttests;

import static dev.jong.clienttests.Stories.configMap;
import static dev.jong.clienttests.Stories.deployment;
import static dev.jong.clienttests.Stories.namespace;
import static dev.jong.clienttests.Stories.refusal;
import static dev.jong.clienttests.Stories.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@JongCluster
final class DeletionTest {
    private final KubernetesClient client;
    private final String namespace;

    DeletionTest(KubernetesClient client) {
        this.client = client;
        this.namespace = namespace(client);
    }

    @Test
    void keepsWhatHasMovedOnSinceItWasRead() {
        var read = create(configMap("one", Map.of("k", "1")));
        map("one").edit(it -> new ConfigMapBuilder(it).addToData("k", "2").build());

        var refused =
                refusal(() ->
                        map("one")
                                .lockResourceVersion(read.getMetadata().getResourceVersion())
                                .delete());

        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getStatus().getReason()).isEqualTo("Conflict");
        assertThat(map("one").get()).isNotNull();
    }

    @Test
    void waitsForFinalizers() {
        create(
                new ConfigMapBuilder(configMap("one", Map.of()))
                        .editMetadata()
                        .addToFinalizers("example.com/wait")
                        .endMetadata()
                        .build());

        map("one").delete();
        assertThat(map("one").get().getMetadata().getDeletionTimestamp()).isNotBlank();

        map("one")
                .edit(it ->
                        new ConfigMapBuilder(it)
                                .editMetadata()
                                .withFinalizers(List.of())
                                .endMetadata()
                                .build());
        assertThat(map("one").get()).isNull();
    }

    @Test
    void takesDependentsAlongInTheBackground() {
        runningDeployment();

        web().withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();

        soon().until(() -> replicaSets().isEmpty());
        soon().until(() -> client.pods().inNamespace(namespace).list().getItems().isEmpty());
    }

    @Test
    void goesAfterItsDependentsInTheForeground() {
        var owner = create(configMap("owner", Map.of()));
        create(owned("child", owner, true));
        map("child").edit(DeletionTest::withFinalizer);

        map("owner").withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
        soon().until(() -> map("child").get().getMetadata().getDeletionTimestamp() != null);
        assertThat(map("owner").get().getMetadata().getFinalizers())
                .containsExactly("foregroundDeletion");

        map("child").edit(DeletionTest::withoutFinalizers);
        soon().until(() -> map("child").get() == null && map("owner").get() == null);
    }

    @Test
    void leavesOrphansBehindWhenAsked() {
        runningDeployment();

        web().withPropagationPolicy(DeletionPropagation.ORPHAN).delete();

        soon().until(() -> web().get() == null);
        soon().until(() ->
                replicaSets().stream()
                        .allMatch(set -> set.getMetadata().getOwnerReferences().isEmpty()));
        assertThat(replicaSets()).hasSize(1);
        assertThat(client.pods().inNamespace(namespace).list().getItems()).hasSize(1);
    }

    @Test
    void collectsWhatHasLostItsLastOwner() {
        var first = create(configMap("first", Map.of()));
        var second = create(configMap("second", Map.of()));
        create(owned("child", first, false));
        map("child")
                .edit(it ->
                        new ConfigMapBuilder(it)
                                .editMetadata()
                                .addToOwnerReferences(
                                        new OwnerReferenceBuilder()
                                                .withApiVersion("v1")
                                                .withKind("ConfigMap")
                                                .withName("second")
                                                .withUid(second.getMetadata().getUid())
                                                .build())
                                .endMetadata()
                                .build());

        map("first").delete();
        soon().until(() -> map("child").get().getMetadata().getOwnerReferences().size() == 1);

        map("second").delete();
        soon().until(() -> map("child").get() == null);
    }

    @Test
    void emptiesADeletedNamespace() {
        create(configMap("one", Map.of()));
        runningDeployment();

        client.namespaces().withName(namespace).delete();

        soon().until(() -> client.namespaces().withName(namespace).get() == null);
        assertThat(client.pods().inNamespace(namespace).list().getItems()).isEmpty();
        assertThat(client.configMaps().inNamespace(namespace).list().getItems()).isEmpty();
    }

    private void runningDeployment() {
        client.apps().deployments().inNamespace(namespace).resource(deployment("web", 1)).create();
        web().waitUntilReady(3, TimeUnit.MINUTES);
    }

    private static ConfigMap owned(String name, HasMetadata owner, boolean blocking) {
        return new ConfigMapBuilder(configMap(name, Map.of()))
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withBlockOwnerDeletion(blocking)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private static ConfigMap withFinalizer(ConfigMap map) {
        return new ConfigMapBuilder(map)
                .editMetadata()
                .addToFinalizers("example.com/wait")
                .endMetadata()
                .build();
    }

    private static ConfigMap withoutFinalizers(ConfigMap map) {
        return new ConfigMapBuilder(map)
                .editMetadata()
                .withFinalizers(List.of())
                .endMetadata()
                .build();
    }

    private ConfigMap create(ConfigMap map) {
        return client.configMaps().inNamespace(namespace).resource(map).create();
    }

    private Resource<ConfigMap> map(String name) {
        return client.configMaps().inNamespace(namespace).withName(name);
    }

    private Resource<Deployment> web() {
        return client.apps().deployments().inNamespace(namespace).withName("web");
    }

    private List<ReplicaSet> replicaSets() {
        return client.apps().replicaSets().inNamespace(namespace).list().getItems();
    }
}
