package dev.jong.javaclienttests;

import static dev.jong.javaclienttests.Stories.configMap;
import static dev.jong.javaclienttests.Stories.namespace;
import static dev.jong.javaclienttests.Stories.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.junit.JongCluster;
import io.kubernetes.client.Discovery;
import io.kubernetes.client.ProtoClient;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@JongCluster(nodes = 0)
final class VerbsTest {
    private final ApiClient client;
    private final CoreV1Api api;
    private final String namespace;

    VerbsTest(ApiClient client) throws ApiException {
        this.client = client;
        this.api = new CoreV1Api(client);
        this.namespace = namespace(client);
    }

    @Test
    void createsReadsReplacesAndDeletes() throws ApiException {
        var created = create("one", "1");
        assertThat(api.readNamespacedConfigMap("one", namespace).execute()).isEqualTo(created);

        var replaced =
                api.replaceNamespacedConfigMap("one", namespace, created.putDataItem("k", "2"))
                        .execute();
        assertThat(replaced.getData()).containsEntry("k", "2");
        assertThat(replaced.getMetadata().getResourceVersion())
                .isNotEqualTo(created.getMetadata().getResourceVersion());

        var stale =
                refusal(() -> api.replaceNamespacedConfigMap("one", namespace, created).execute());
        assertThat(stale.get("reason").getAsString()).isEqualTo("Conflict");

        var deleted = api.deleteNamespacedConfigMap("one", namespace).execute();
        assertThat(deleted.getStatus()).isEqualTo("Success");
        var missing = refusal(() -> api.readNamespacedConfigMap("one", namespace).execute());
        assertThat(missing.get("message").getAsString()).isEqualTo("configmaps \"one\" not found");
    }

    @Test
    void refusesUnknownFieldsWhenItIsAskedTo() {
        var maps =
                new io.kubernetes.client.openapi.apis.CustomObjectsApi(client)
                        .createNamespacedCustomObject(
                                "apps",
                                "v1",
                                namespace,
                                "controllerrevisions",
                                Map.of(
                                        "apiVersion",
                                        "apps/v1",
                                        "kind",
                                        "ControllerRevision",
                                        "metadata",
                                        Map.of("name", "one"),
                                        "revision",
                                        1,
                                        "revison",
                                        2))
                        .fieldValidation("Strict");

        var refused = refusal(maps::execute);

        assertThat(refused.get("code").getAsInt()).isEqualTo(400);
        assertThat(refused.get("message").getAsString())
                .contains("strict decoding error: unknown field \"revison\"");
    }

    @Test
    void listsInPagesAndBySelectors() throws ApiException {
        for (var name : List.of("a", "b", "c")) {
            create(name, name);
        }
        var seen = new ArrayList<String>();
        String next = null;
        do {
            var page =
                    api.listNamespacedConfigMap(namespace)
                            .fieldSelector("metadata.name!=kube-root-ca.crt")
                            .limit(2)
                            ._continue(next)
                            .execute();
            page.getItems().forEach(map -> seen.add(map.getMetadata().getName()));
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());

        assertThat(seen).containsExactly("a", "b", "c");
    }

    @Test
    void watchesEachChangeInOrder() throws ApiException, IOException {
        var before =
                api.listNamespacedConfigMap(namespace).execute().getMetadata().getResourceVersion();
        create("one", "1");
        api.replaceNamespacedConfigMap("one", namespace, configMap("one", Map.of("k", "2")))
                .execute();
        api.deleteNamespacedConfigMap("one", namespace).execute();

        var call =
                api.listNamespacedConfigMap(namespace)
                        .fieldSelector("metadata.name=one")
                        .resourceVersion(before)
                        .watch(true)
                        .buildCall(null);
        var seen = new ArrayList<String>();
        try (Watch<V1ConfigMap> watch = Watch.createWatch(client, call, EVENT)) {
            while (seen.size() < 3) {
                var event = watch.next();
                seen.add(event.type + " " + event.object.getData());
            }
        }
        assertThat(seen).containsExactly("ADDED {k=1}", "MODIFIED {k=2}", "DELETED {k=2}");
    }

    private static final java.lang.reflect.Type EVENT =
            new com.google.gson.reflect.TypeToken<Watch.Response<V1ConfigMap>>() {}.getType();

    @Test
    void speaksProtobuf() throws ApiException, IOException {
        var proto = new ProtoClient(client);
        var path = "/api/v1/namespaces/" + namespace + "/configmaps";
        var asked =
                V1.ConfigMap.newBuilder()
                        .setMetadata(Meta.ObjectMeta.newBuilder().setName("binary"))
                        .putData("k", "v")
                        .build();

        var created = proto.create(asked, path, "v1", "ConfigMap");
        assertThat(created.status).isNull();

        ProtoClient.ObjectOrStatus<V1.ConfigMap> read =
                proto.get(V1.ConfigMap.newBuilder(), path + "/binary");
        assertThat(read.object.getDataMap()).isEqualTo(Map.of("k", "v"));
        ProtoClient.ObjectOrStatus<V1.ConfigMapList> listed =
                proto.list(V1.ConfigMapList.newBuilder(), path);
        assertThat(listed.object.getItemsList())
                .extracting(map -> map.getMetadata().getName())
                .contains("binary");
        assertThat(proto.create(asked, path, "v1", "ConfigMap").status.getReason())
                .isEqualTo("AlreadyExists");
    }

    @Test
    void tellsWhatItServes() throws ApiException {
        assertThat(new VersionApi(client).getCode().execute().getGitVersion()).startsWith("v1.36.");
        var deployments =
                new Discovery(client)
                        .findAll().stream()
                                .filter(it -> it.getKind().equals("Deployment"))
                                .findFirst()
                                .orElseThrow();
        assertThat(deployments.getGroup()).isEqualTo("apps");
        assertThat(deployments.getPreferredVersion()).isEqualTo("v1");
        assertThat(deployments.getResourcePlural()).isEqualTo("deployments");
        assertThat(deployments.getNamespaced()).isTrue();
    }

    private V1ConfigMap create(String name, String value) throws ApiException {
        return api.createNamespacedConfigMap(
                        namespace,
                        configMap(name, Map.of("k", value)).metadata(new V1ObjectMeta().name(name)))
                .execute();
    }
}
