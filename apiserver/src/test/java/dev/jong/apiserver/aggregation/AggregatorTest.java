package dev.jong.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// APIs of other servers, served as if they were ours.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregatorTest {
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String WARDLE = "/apis/wardle.example.com/v1alpha1";

    private AggregatedServer server;

    @BeforeAll
    void start() throws Exception {
        server = new AggregatedServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String condition(String name, String field) {
        var conditions =
                server.get(SERVICES + "/" + name).json().object("status").array("conditions");
        return conditions.items().stream()
                .map(JsonObject.class::cast)
                .filter(condition -> "Available".equals(condition.text("type")))
                .map(condition -> String.valueOf(condition.text(field)))
                .findFirst()
                .orElse("none");
    }

    private void awaitReason(String name, String reason) {
        Awaitility.await().until(() -> condition(name, "reason"), reason::equals);
    }

    @Test
    void registersWhatIsServedHere() {
        Awaitility.await()
                .until(() ->
                        AggregatedServer.names(server.get(SERVICES).json(), "items", "metadata")
                                .containsAll(
                                        List.of("v1.", "v1.apps", "v1.authentication.k8s.io")));
        awaitReason("v1.apps", "Local");
        var apps = server.get(SERVICES + "/v1.apps").json();
        assertThat(apps.object("spec").toString())
                .contains("\"groupPriorityMinimum\":17800", "\"versionPriority\":15");
        assertThat(apps.object("metadata").object("labels").text(RegistrationPlan.LABEL))
                .isEqualTo("onstart");
        assertThat(AggregatedServer.names(server.get(SERVICES).json(), "items", "metadata"))
                .doesNotContain("v1.apiregistration.k8s.io");
    }

    @Test
    void registersCustomResourcesAsLongAsTheyAreDefined() {
        var definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        server.create(
                definitions,
                "{\"metadata\":{\"name\":\"tops.spin.example.com\"},\"spec\":{\"group\":\"spin.example.com\",\"scope\":\"Cluster\","
                        + "\"names\":{\"plural\":\"tops\",\"kind\":\"Top\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,"
                        + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\"}}}]}}");
        awaitReason("v1.spin.example.com", "Local");
        server.call("DELETE", SERVICES + "/v1.spin.example.com", "");
        awaitReason("v1.spin.example.com", "Local");
        server.call("DELETE", definitions + "/tops.spin.example.com", "");
        Awaitility.await()
                .until(() -> server.get(SERVICES + "/v1.spin.example.com").status(), s -> s == 404);
    }

    @Test
    void refusesWhatCannotBeAServer() {
        var wrong =
                server.call(
                        "POST",
                        SERVICES,
                        "{\"metadata\":{\"name\":\"v1.x.io\"},\"spec\":{\"group\":\"y.io\",\"version\":\"v1\","
                                + "\"groupPriorityMinimum\":20001,\"versionPriority\":0,\"service\":{\"name\":\"s\",\"port\":0},"
                                + "\"insecureSkipTLSVerify\":true,\"caBundle\":\"YQ==\"}}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.json().text("message"))
                .contains(
                        "metadata.name: Invalid value: \"v1.x.io\": must be `spec.version+\".\"+spec.group`: \"v1.y.io\"",
                        "spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000",
                        "spec.versionPriority: Invalid value: 0: must be positive and less than 1000",
                        "spec.service.namespace: Required value",
                        "spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive",
                        "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present");
        var local =
                server.create(
                        SERVICES + "?dryRun=All",
                        "{\"metadata\":{\"name\":\"v1.s.io\"},\"spec\":{\"group\":\"s.io\",\"version\":\"v1\","
                                + "\"groupPriorityMinimum\":1,\"versionPriority\":1,\"service\":{\"name\":\"s\",\"namespace\":\"n\"}}}");
        assertThat(local.object("spec").object("service").toString()).contains("\"port\":443");
    }

    @Test
    void passesRequestsOnOnBehalfOfTheirUsers() throws Exception {
        server.create(
                SERVICES,
                "{\"metadata\":{\"name\":\"v1alpha1.wardle.example.com\"},\"spec\":{\"group\":\"wardle.example.com\","
                        + "\"version\":\"v1alpha1\",\"groupPriorityMinimum\":17900,\"versionPriority\":200,"
                        + "\"service\":{\"name\":\"wardle\",\"namespace\":\"default\",\"port\":7443},\"caBundle\":\""
                        + server.extensionAuthority.bundle()
                        + "\"}}");
        var name = "v1alpha1.wardle.example.com";
        awaitReason(name, "ServiceNotFound");
        assertThat(server.get(WARDLE + "/namespaces/default/flunders").status()).isEqualTo(503);
        assertThat(server.get(WARDLE).text()).isEqualTo("service unavailable\n");
        assertThat(condition(name, "message"))
                .isEqualTo("service/wardle in \"default\" is not present");

        server.create(
                "/api/v1/namespaces/default/services",
                "{\"metadata\":{\"name\":\"wardle\"},\"spec\":{\"ports\":[{\"port\":7443,\"targetPort\":"
                        + server.extension.port()
                        + "}]}}");
        awaitReason(name, "EndpointsNotFound");
        var slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
        server.create(
                slices,
                "{\"metadata\":{\"name\":\"wardle-1\",\"labels\":{\"kubernetes.io/service-name\":\"wardle\"}},"
                        + "\"addressType\":\"IPv4\",\"endpoints\":[],\"ports\":[{\"name\":\"\",\"port\":"
                        + server.extension.port()
                        + "}]}");
        awaitReason(name, "MissingEndpoints");
        // Slices may not point to this machine, names may.
        server.patch(
                "/api/v1/namespaces/default/services/wardle",
                "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"localhost\",\"clusterIP\":null,\"clusterIPs\":null}}");
        awaitReason(name, "FailedDiscoveryCheck");
        server.patch(
                SERVICES + "/" + name,
                "{\"spec\":{\"service\":{\"port\":" + server.extension.port() + "}}}");
        awaitReason(name, "Passed");

        Awaitility.await().until(() -> server.get(WARDLE).status(), status -> status == 200);
        var echo =
                server.call(
                        "PUT",
                        WARDLE + "/namespaces/default/flunders/x%2Fy?a=b&c",
                        "a body",
                        "X-Remote-User",
                        "mallory",
                        "X-Remote-Extra-Evil",
                        "1",
                        "x-our-user",
                        "mallory",
                        "X-Our-Extra-Evil",
                        "1");
        assertThat(echo.text())
                .contains(
                        "true CN=front\n",
                        "PUT /apis/wardle.example.com/v1alpha1/namespaces/default/flunders/x%2Fy?a=b&c\n",
                        "X-Remote-User: admin\n",
                        "X-Remote-Uid: u1\n",
                        "X-Remote-Group: system:masters\n",
                        "X-Remote-Group: system:authenticated\n",
                        "X-Remote-Extra-example.com%2FKey: v\n",
                        "a body")
                .doesNotContain("mallory", "Evil", "Bearer");

        var elsewhere = server.get(WARDLE + "/elsewhere");
        assertThat(elsewhere.status()).isEqualTo(502);
        assertThat(elsewhere.text())
                .isEqualTo(
                        "the backend attempted to redirect this request, which is not permitted");
        assertThat(elsewhere.headers().has("Location")).isFalse();
        passesUpgradesOn();
        holdsSeatsForRequestsButNotForWatches();
        tellsOfItInDiscovery();
        describesIt();
    }

    private void passesUpgradesOn() throws Exception {
        var headers =
                Headers.of(
                        "Authorization",
                        "Bearer admin",
                        "Connection",
                        "Upgrade",
                        "Upgrade",
                        "tunnel");
        try (var answer = server.api().send("GET", WARDLE + "/namespaces/n/echo/x", headers)) {
            assertThat(answer.status()).isEqualTo(200);
        }
        try (var answer = server.api().send("GET", WARDLE + "/echo", headers)) {
            assertThat(answer.status()).isEqualTo(101);
            var stream = answer.stream();
            stream.output().write("round".getBytes(StandardCharsets.US_ASCII));
            stream.output().flush();
            assertThat(stream.input().readNBytes(5))
                    .isEqualTo("round".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private boolean served(String path) {
        var page = "/debug/api_priority_and_fairness/dump_requests?includeRequestDetails=1";
        return server.get(page).text().contains(path + ",");
    }

    /// A watch that another server serves is none of our work.
    private void holdsSeatsForRequestsButNotForWatches() throws Exception {
        var held = WARDLE + "/held";
        for (var path : List.of(held, held + "?watch=1")) {
            var asking = Thread.ofVirtual().start(() -> server.get(path));
            Awaitility.await().until(server.extension::isAsked);
            assertThat(served(held)).isEqualTo(path.equals(held));
            server.extension.release();
            asking.join();
        }
    }

    private void tellsOfItInDiscovery() {
        var groups = AggregatedServer.names(server.get("/apis").json(), "groups");
        assertThat(groups.subList(0, 3))
                .containsExactly("apiregistration.k8s.io", "wardle.example.com", "apps");
        var accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        Awaitility.await()
                .untilAsserted(() -> {
                    var list = server.call("GET", "/apis", "", "Accept", accept).json();
                    var wardle =
                            list.array("items").items().stream()
                                    .filter(item -> item.toString().contains("wardle"))
                                    .findFirst()
                                    .map(JsonValue::toString)
                                    .orElse("");
                    assertThat(wardle)
                            .contains(
                                    "\"freshness\":\"Current\"",
                                    "\"resource\":\"flunders\"",
                                    "\"subresource\":\"status\"",
                                    "\"scope\":\"Namespaced\"");
                });
        assertThat(
                        server.get("/apis/wardle.example.com")
                                .json()
                                .object("preferredVersion")
                                .text("version"))
                .isEqualTo("v1alpha1");
    }

    private void describesIt() {
        var path = "/apis/wardle.example.com/v1alpha1/flunders";
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(server.get("/openapi/v2").json().object("paths").has(path))
                                .isTrue());
        var document = server.get("/openapi/v2").json();
        assertThat(document.object("paths").has("/healthz")).isFalse();
        assertThat(document.object("definitions").fields())
                .containsKeys("example.Flunder", "example.FlunderSpec", "io.k8s.api.core.v1.Pod");
        var group = "apis/wardle.example.com/v1alpha1";
        var place = server.get("/openapi/v3").json().object("paths").object(group);
        var version3 = server.get(String.valueOf(place.text("serverRelativeURL"))).json();
        assertThat(version3.object("components").object("schemas").toString())
                .contains("#/components/schemas/example.FlunderSpec");
        assertThat(version3.object("paths").toString())
                .contains(
                        "\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/example.Flunder\"}}");
    }

    @Test
    void tellsExtensionsWhomToBelieve() {
        var data =
                server.get(
                                "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")
                        .json()
                        .object("data");
        assertThat(data.text("client-ca-file")).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(data.text("requestheader-client-ca-file")).startsWith("-----BEGIN");
        assertThat(data.text("requestheader-allowed-names")).isEqualTo("[\"front\"]");
        assertThat(data.text("requestheader-username-headers"))
                .isEqualTo("[\"X-Remote-User\",\"X-Our-User\"]");
        assertThat(data.text("requestheader-group-headers")).isEqualTo("[\"X-Remote-Group\"]");
        assertThat(data.text("requestheader-extra-headers-prefix"))
                .isEqualTo("[\"X-Remote-Extra-\",\"X-Our-Extra-\"]");
    }
}
