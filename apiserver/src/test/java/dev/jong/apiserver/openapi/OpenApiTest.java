package dev.jong.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
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
    void describesWhatBelongsToNoGroupsVersion() {
        assertThat(json(api.index()).object("paths").fields().keySet())
                .containsExactlyInAnyOrder(
                        ".well-known/openid-configuration",
                        "api",
                        "api/v1",
                        "apis",
                        "apis/apps",
                        "apis/apps/v1",
                        "openid/v1/jwks",
                        "version");
        var group = json(api.version3("apis/apps"));
        assertThat(group.object("paths").object("/apis/apps/").object("get").text("operationId"))
                .isEqualTo("getAppsAPIGroup");
        assertThat(group.object("components").object("schemas").fields().keySet())
                .contains("io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup");
        var version = json(api.version2()).object("paths").object("/version/").object("get");
        assertThat(version.array("produces").toString()).isEqualTo("[\"application/json\"]");
        assertThat(json(api.version3("openid/v1/jwks")).object("components").has("schemas"))
                .isFalse();
    }

    @Test
    void saysWhichFieldsExcludeEachOtherAndWhichMapsAreOwnedByField() {
        var schemas = json(api.version2()).object("definitions");
        assertThat(
                        schemas.object("io.k8s.api.core.v1.SeccompProfile")
                                .array("x-kubernetes-unions")
                                .toString())
                .isEqualTo(
                        "[{\"discriminator\":\"type\",\"fields-to-discriminateBy\":{\"localhostProfile\":\"LocalhostProfile\"}}]");
        var volumes =
                json(new OpenApi(List.of(Resource.of(PersistentVolume.KIND).build())).version2())
                        .object("definitions");
        assertThat(
                        volumes.object("io.k8s.api.core.v1.PersistentVolumeSpec")
                                .object("properties")
                                .object("claimRef")
                                .text("x-kubernetes-map-type"))
                .isEqualTo("granular");
    }

    /// A document of version 3 is about one group's version, and so are its shared kinds.
    @Test
    void sharedKindsBelongToTheDocumentsGroup() {
        var options =
                json(api.version3("apis/apps/v1"))
                        .object("components")
                        .object("schemas")
                        .object("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
        assertThat(options.array("x-kubernetes-group-version-kind").toString())
                .contains("\"apps\"")
                .doesNotContain("apiextensions");
        assertThat(options.array("x-kubernetes-group-version-kind").size()).isEqualTo(2);
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
