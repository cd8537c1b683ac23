package dev.jong.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.registry.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final String POD = "io.k8s.api.core.v1.Pod";

    private final OpenApi api =
            new OpenApi(
                    List.of(
                            Resource.of(Pod.KIND).build(),
                            Resource.of(Node.KIND).build(),
                            Resource.of(Deployment.KIND).build()));

    private static JsonObject json(Document document) {
        return (JsonObject) Json.parse(document.bytes());
    }

    @Test
    void indexPointsAtEachGroupByItsHash() {
        assertThat(
                        json(api.index())
                                .object("paths")
                                .object("apis/apps/v1")
                                .text("serverRelativeURL"))
                .isEqualTo("/openapi/v3/apis/apps/v1?hash=" + api.version3("apis/apps/v1").etag());
    }

    @Test
    void describesFieldsWithDefaultsListKeysAndPatchKeys() {
        var schemas = json(api.version3("api/v1")).object("components").object("schemas");
        var ports =
                schemas.object("io.k8s.api.core.v1.Container").object("properties").object("ports");
        assertThat(ports.text("x-kubernetes-list-type")).isEqualTo("map");
        assertThat(ports.text("x-kubernetes-patch-merge-key")).isEqualTo("containerPort");
        var protocol =
                schemas.object("io.k8s.api.core.v1.ContainerPort")
                        .object("properties")
                        .object("protocol");
        assertThat(protocol.text("default")).isEqualTo("TCP");
        assertThat(schemas.object(POD).array("x-kubernetes-group-version-kind").get(0).toString())
                .isEqualTo("{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}");
    }

    /// kubectl looks for this parameter to know whether the server validates.
    @Test
    void patchTakesFieldValidation() {
        var patch =
                json(api.version3("apis/apps/v1"))
                        .object("paths")
                        .object("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                        .object("patch");
        assertThat(patch.array("parameters").toString()).contains("\"name\":\"fieldValidation\"");
        assertThat(patch.text("operationId")).isEqualTo("patchAppsV1NamespacedDeployment");
    }

    @Test
    void versionTwoHasEveryGroupInOneDocument() {
        var document = json(api.version2());
        assertThat(document.text("swagger")).isEqualTo("2.0");
        assertThat(document.object("definitions").has("io.k8s.api.apps.v1.DeploymentSpec"))
                .isTrue();
        assertThat(document.object("paths").has("/api/v1/nodes/{name}")).isTrue();
    }
}
