package dev.jong.clienttests;

import static dev.jong.clienttests.Stories.configMap;
import static dev.jong.clienttests.Stories.deployment;
import static dev.jong.clienttests.Stories.namespace;
import static dev.jong.clienttests.Stories.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import org.junit.jupiter.api.Test;

@JongCluster(nodes = 0)
final class PatchTest {
    private final KubernetesClient client;
    private final String namespace;

    PatchTest(KubernetesClient client) {
        this.client = client;
        this.namespace = namespace(client);
    }

    @Test
    void jsonPatchTestsAndReplaces() {
        one(Map.of("a", "1", "b", "2"));

        var patched =
                patch(
                        PatchType.JSON,
                        """
                        [{"op": "test", "path": "/data/a", "value": "1"},
                         {"op": "replace", "path": "/data/a", "value": "one"},
                         {"op": "remove", "path": "/data/b"}]
                        """);
        assertThat(patched.getData()).containsExactly(Map.entry("a", "one"));

        var refused =
                refusal(() ->
                        patch(
                                PatchType.JSON,
                                """
                                [{"op": "test", "path": "/data/a", "value": "1"},
                                 {"op": "remove", "path": "/data/a"}]
                                """));
        assertThat(refused.getCode()).isEqualTo(422);
        assertThat(map().get().getData()).containsExactly(Map.entry("a", "one"));
    }

    @Test
    void mergePatchRemovesWhatIsNull() {
        one(Map.of("a", "1", "b", "2"));

        var patched = patch(PatchType.JSON_MERGE, "{\"data\": {\"a\": null, \"c\": \"3\"}}");

        assertThat(patched.getData()).isEqualTo(Map.of("b", "2", "c", "3"));
    }

    @Test
    void strategicPatchFindsContainersByName() {
        client.apps().deployments().inNamespace(namespace).resource(deployment("web", 0)).create();

        var patched =
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("web")
                        .patch(
                                PatchContext.of(PatchType.STRATEGIC_MERGE),
                                """
                                {"spec": {"template": {"spec": {"containers": [
                                  {"name": "side", "image": "localhost/side"},
                                  {"name": "web", "env": [{"name": "A", "value": "1"}]}]}}}}
                                """);

        var containers = patched.getSpec().getTemplate().getSpec().getContainers();
        assertThat(containers)
                .extracting(Container::getName)
                .containsExactlyInAnyOrder("web", "side");
        assertThat(containers)
                .filteredOn(container -> container.getName().equals("web"))
                .singleElement()
                .satisfies(web -> {
                    assertThat(web.getImage()).isEqualTo("localhost/jong/demo:v1");
                    assertThat(web.getEnv()).hasSize(1);
                });
    }

    @Test
    void refusesAPatchOfTheWrongShape() {
        one(Map.of());

        var refused = refusal(() -> patch(PatchType.JSON, "{\"data\": {}}"));

        assertThat(refused.getCode()).isEqualTo(400);
        assertThat(refused.getStatus().getReason()).isEqualTo("BadRequest");
    }

    @Test
    void appliersOwnTheirFields() {
        var owned = apply("first", false, Map.of("a", "1", "b", "2"));
        assertThat(owned.getMetadata().getManagedFields())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getManager()).isEqualTo("first");
                    assertThat(entry.getOperation()).isEqualTo("Apply");
                });

        // Another applier may add what nobody owns, and share what it agrees with.
        apply("second", false, Map.of("a", "1", "c", "3"));

        var refused = refusal(() -> apply("second", false, Map.of("b", "two")));
        assertThat(refused.getCode()).isEqualTo(409);
        assertThat(refused.getStatus().getReason()).isEqualTo("Conflict");
        assertThat(refused.getStatus().getDetails().getCauses())
                .singleElement()
                .satisfies(cause -> {
                    assertThat(cause.getReason()).isEqualTo("FieldManagerConflict");
                    assertThat(cause.getField()).isEqualTo(".data.b");
                });
        assertThat(map().get().getData()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
    }

    @Test
    void forceTakesFieldsOverAndLeavingThemOutGivesThemUp() {
        apply("first", false, Map.of("a", "1", "b", "2"));

        var forced = apply("second", true, Map.of("b", "two"));
        assertThat(forced.getData()).isEqualTo(Map.of("a", "1", "b", "two"));

        // The first no longer owns b: leaving it out does not remove it.
        var less = apply("first", false, Map.of("a", "1"));
        assertThat(less.getData()).isEqualTo(Map.of("a", "1", "b", "two"));

        // The second owns b alone: leaving it out removes it.
        var none = apply("second", false, Map.of());
        assertThat(none.getData()).isEqualTo(Map.of("a", "1"));
    }

    private void one(Map<String, String> data) {
        client.configMaps().inNamespace(namespace).resource(configMap("one", data)).create();
    }

    private ConfigMap patch(PatchType type, String patch) {
        return map().patch(PatchContext.of(type), patch);
    }

    private ConfigMap apply(String manager, boolean force, Map<String, String> data) {
        var context =
                new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(manager)
                        .withForce(force)
                        .build();
        return client.configMaps()
                .inNamespace(namespace)
                .resource(configMap("one", data))
                .patch(context);
    }

    private Resource<ConfigMap> map() {
        return client.configMaps().inNamespace(namespace).withName("one");
    }
}
