package dev.jong.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.authentication.FrontProxy;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.request.User;
import dev.jong.http.Headers;
import dev.jong.http.HttpServerConfig;
import dev.jong.http.TlsIdentity;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendTls;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregatorTest {
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String WARDLE = "/apis/wardle.example.com/v1alpha1";

    private TestAuthority frontAuthority;
    private TestAuthority extensionAuthority;
    private FakeExtension extension;
    private Store store;
    private ApiServer server;
    private Backend api;

    private record Answer(int status, Headers headers, String text) {
        JsonObject json() {
            return (JsonObject) Json.parse(text);
        }
    }

    @BeforeAll
    void start() throws Exception {
        frontAuthority = TestAuthority.create("front-proxy-ca");
        extensionAuthority = TestAuthority.create("extension-ca");
        extension =
                new FakeExtension(
                        extensionAuthority.issue(
                                "wardle.default.svc", List.of(frontAuthority.certificate())));
        store = LogStore.inMemory(StoreOptions.DEFAULT);
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        var pair = keys.generateKeyPair();
        var authority = TestAuthority.create("ca");
        var own = authority.issue("localhost", List.of(authority.certificate()));
        var identity =
                new TlsIdentity(
                        own.key(),
                        own.chain(),
                        own.clientAuthorities(),
                        List.of(frontAuthority.certificate()));
        var access =
                AccessConfig.of(new TokenKeys(pair.getPrivate(), List.of(pair.getPublic())))
                        .withStaticTokens(
                                Map.of(
                                        "admin",
                                        new User(
                                                "admin",
                                                "u1",
                                                List.of(User.MASTERS),
                                                Map.of("example.com/Key", List.of("v")))))
                        .withFrontProxy(
                                new FrontProxy(
                                        frontAuthority.issue("front", List.of()),
                                        List.of(frontAuthority.certificate()),
                                        Set.of("front")));
        server =
                ApiServer.start(
                        new ApiServerConfig(
                                        HttpServerConfig.tls("127.0.0.1", 0, identity),
                                        InstantSource.system(),
                                        RandomGenerator.getDefault())
                                .withAccess(access),
                        store);
        api =
                Backend.tls(
                        "127.0.0.1",
                        server.address().getPort(),
                        BackendTls.trustingAnybody(Optional.empty()),
                        false);
    }

    @AfterAll
    void stop() {
        server.close();
        store.close();
        extension.close();
    }

    private Answer call(String method, String path, String body, String... headers) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var all = Headers.of(headers).with("Authorization", "Bearer admin");
        if (!body.isEmpty() && !all.has("Content-Type")) {
            all = all.with("Content-Type", "application/json");
        }
        try (var answer =
                api.send(method, path, all, new ByteArrayInputStream(bytes), bytes.length)) {
            return new Answer(
                    answer.status(),
                    answer.headers(),
                    new String(answer.bodyBytes(), StandardCharsets.UTF_8));
        }
    }

    private Answer get(String path) {
        return call("GET", path, "");
    }

    private JsonObject create(String path, String object) {
        var answer = call("POST", path, object);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private void patch(String path, String change) {
        var answer = call("PATCH", path, change, "Content-Type", "application/merge-patch+json");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private String condition(String name, String field) {
        var conditions = get(SERVICES + "/" + name).json().object("status").array("conditions");
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

    private static List<String> names(JsonObject list, String... path) {
        return list.array(path[0]).items().stream()
                .map(JsonObject.class::cast)
                .map(item -> path.length > 1 ? item.object(path[1]) : item)
                .map(item -> String.valueOf(item.text("name")))
                .toList();
    }

    @Test
    void registersWhatIsServedHere() {
        Awaitility.await()
                .until(() -> names(get(SERVICES).json(), "items", "metadata").contains("v1.apps"));
        var apps = get(SERVICES + "/v1.apps").json();
        assertThat(apps.object("spec").toString())
                .contains("\"groupPriorityMinimum\":17800", "\"versionPriority\":15");
        assertThat(apps.object("metadata").object("labels").text(RegistrationPlan.LABEL))
                .isEqualTo("onstart");
        assertThat(condition("v1.apps", "reason")).isEqualTo("Local");
        assertThat(names(get(SERVICES).json(), "items", "metadata"))
                .contains("v1.", "v1.authentication.k8s.io")
                .doesNotContain("v1.apiregistration.k8s.io");
    }

    @Test
    void registersCustomResourcesAsLongAsTheyAreDefined() {
        var definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        create(
                definitions,
                "{\"metadata\":{\"name\":\"tops.spin.example.com\"},\"spec\":{\"group\":\"spin.example.com\",\"scope\":\"Cluster\","
                        + "\"names\":{\"plural\":\"tops\",\"kind\":\"Top\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,"
                        + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\"}}}]}}");
        awaitReason("v1.spin.example.com", "Local");
        call("DELETE", SERVICES + "/v1.spin.example.com", "");
        awaitReason("v1.spin.example.com", "Local");
        call("DELETE", definitions + "/tops.spin.example.com", "");
        Awaitility.await()
                .until(() -> get(SERVICES + "/v1.spin.example.com").status(), s -> s == 404);
    }

    @Test
    void refusesWhatCannotBeAServer() {
        var wrong =
                call(
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
                create(
                        SERVICES + "?dryRun=All",
                        "{\"metadata\":{\"name\":\"v1.s.io\"},\"spec\":{\"group\":\"s.io\",\"version\":\"v1\","
                                + "\"groupPriorityMinimum\":1,\"versionPriority\":1,\"service\":{\"name\":\"s\",\"namespace\":\"n\"}}}");
        assertThat(local.object("spec").object("service").toString()).contains("\"port\":443");
    }

    @Test
    void passesRequestsOnOnBehalfOfTheirUsers() throws Exception {
        create(
                SERVICES,
                "{\"metadata\":{\"name\":\"v1alpha1.wardle.example.com\"},\"spec\":{\"group\":\"wardle.example.com\","
                        + "\"version\":\"v1alpha1\",\"groupPriorityMinimum\":17900,\"versionPriority\":200,"
                        + "\"service\":{\"name\":\"wardle\",\"namespace\":\"default\",\"port\":7443},\"caBundle\":\""
                        + extensionAuthority.bundle()
                        + "\"}}");
        var name = "v1alpha1.wardle.example.com";
        awaitReason(name, "ServiceNotFound");
        assertThat(get(WARDLE + "/namespaces/default/flunders").status()).isEqualTo(503);
        assertThat(get(WARDLE).text()).isEqualTo("service unavailable\n");
        assertThat(condition(name, "message"))
                .isEqualTo("service/wardle in \"default\" is not present");

        create(
                "/api/v1/namespaces/default/services",
                "{\"metadata\":{\"name\":\"wardle\"},\"spec\":{\"ports\":[{\"port\":7443,\"targetPort\":"
                        + extension.port()
                        + "}]}}");
        awaitReason(name, "EndpointsNotFound");
        var slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
        create(
                slices,
                "{\"metadata\":{\"name\":\"wardle-1\",\"labels\":{\"kubernetes.io/service-name\":\"wardle\"}},"
                        + "\"addressType\":\"IPv4\",\"endpoints\":[],\"ports\":[{\"name\":\"\",\"port\":"
                        + extension.port()
                        + "}]}");
        awaitReason(name, "MissingEndpoints");
        // Slices may not point to this machine, names may.
        patch(
                "/api/v1/namespaces/default/services/wardle",
                "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"localhost\",\"clusterIP\":null,\"clusterIPs\":null}}");
        awaitReason(name, "FailedDiscoveryCheck");
        patch(
                SERVICES + "/" + name,
                "{\"spec\":{\"service\":{\"port\":" + extension.port() + "}}}");
        awaitReason(name, "Passed");

        Awaitility.await().until(() -> get(WARDLE).status(), status -> status == 200);
        var echo =
                call(
                        "PUT",
                        WARDLE + "/namespaces/default/flunders/x%2Fy?a=b&c",
                        "a body",
                        "X-Remote-User",
                        "mallory",
                        "X-Remote-Extra-Evil",
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

        passesUpgradesOn();
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
        try (var answer = api.send("GET", WARDLE + "/namespaces/n/echo/x", headers)) {
            assertThat(answer.status()).isEqualTo(200);
        }
        try (var answer = api.send("GET", WARDLE + "/echo", headers)) {
            assertThat(answer.status()).isEqualTo(101);
            var stream = answer.stream();
            stream.output().write("round".getBytes(StandardCharsets.US_ASCII));
            stream.output().flush();
            assertThat(stream.input().readNBytes(5))
                    .isEqualTo("round".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void tellsOfItInDiscovery() {
        var groups = names(get("/apis").json(), "groups");
        assertThat(groups.subList(0, 3))
                .containsExactly("apiregistration.k8s.io", "wardle.example.com", "apps");
        var accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        Awaitility.await()
                .untilAsserted(() -> {
                    var list = call("GET", "/apis", "", "Accept", accept).json();
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
                        get("/apis/wardle.example.com")
                                .json()
                                .object("preferredVersion")
                                .text("version"))
                .isEqualTo("v1alpha1");
    }

    private void describesIt() {
        var path = "/apis/wardle.example.com/v1alpha1/flunders";
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(get("/openapi/v2").json().object("paths").has(path)).isTrue());
        var document = get("/openapi/v2").json();
        assertThat(document.object("paths").has("/healthz")).isFalse();
        assertThat(document.object("definitions").fields())
                .containsKeys("example.Flunder", "example.FlunderSpec", "io.k8s.api.core.v1.Pod");
        var group = "apis/wardle.example.com/v1alpha1";
        var place = get("/openapi/v3").json().object("paths").object(group);
        var version3 = get(String.valueOf(place.text("serverRelativeURL"))).json();
        assertThat(version3.object("components").object("schemas").toString())
                .contains("#/components/schemas/example.FlunderSpec");
        assertThat(version3.object("paths").toString())
                .contains(
                        "\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/example.Flunder\"}}");
    }

    @Test
    void describesItselfInProtobufToo() {
        var type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
        var answer = call("GET", "/openapi/v2", "", "Accept", type + ",application/json;q=0.5");
        assertThat(answer.headers().value("Content-Type")).isEqualTo(type);
        assertThat(answer.text()).startsWith("\n\u00032.0").contains("io.k8s.api.core.v1.Pod");
        var tag = answer.headers().value("ETag");
        var again = call("GET", "/openapi/v2", "", "Accept", type, "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
    }

    @Test
    void packsLargeAnswers() {
        var plain = call("GET", "/openapi/v2", "");
        var packed = call("GET", "/openapi/v2", "", "Accept-Encoding", "gzip");
        assertThat(plain.headers().has("Content-Encoding")).isFalse();
        assertThat(packed.headers().value("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.text().length()).isLessThan(plain.text().length() / 2);
        assertThat(call("GET", "/version", "", "Accept-Encoding", "gzip").headers().names())
                .doesNotContain("content-encoding");
    }

    @Test
    void namesEveryRequest() {
        assertThat(get("/version").headers().value("Audit-Id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(call("GET", "/nowhere", "", "Audit-ID", "mine").headers().value("Audit-Id"))
                .isEqualTo("mine");
    }

    @Test
    void refusesTimesThatAreNone() {
        var answer = get("/api/v1/namespaces?timeout=invalid");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().text("message"))
                .contains("invalid timeout specified in the request URL");
        assertThat(get("/api/v1/namespaces?timeout=3m").status()).isEqualTo(200);
        assertThat(get("/api/v1/namespaces?timeout=0s").status()).isEqualTo(200);
    }

    @Test
    void tellsHowItsPartsAre() {
        var list = get("/api/v1/componentstatuses");
        assertThat(names(list.json(), "items", "metadata"))
                .containsExactly("controller-manager", "etcd-0", "scheduler");
        assertThat(list.headers().value("Warning"))
                .isEqualTo("299 - \"v1 ComponentStatus is deprecated in v1.19+\"");
        assertThat(get("/api/v1/componentstatuses/etcd-0").json().array("conditions").toString())
                .isEqualTo("[{\"message\":\"ok\",\"status\":\"True\",\"type\":\"Healthy\"}]");
        assertThat(get("/api/v1/componentstatuses/x").json().text("message"))
                .isEqualTo("componentstatus \"x\" not found");
        assertThat(call("DELETE", "/api/v1/componentstatuses/etcd-0", "").status()).isEqualTo(405);
    }

    @Test
    void letsNodesJoinWithATokenOfTheirOwn() {
        var secrets = "/api/v1/namespaces/kube-system/secrets";
        create(secrets, bootstrapToken("abcdef", "0123456789abcdef", "2999-01-01T00:00:00Z"));
        create(secrets, bootstrapToken("fedcba", "0123456789abcdef", "2001-01-01T00:00:00Z"));
        var review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        var body = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
        var known = withToken("abcdef.0123456789abcdef", review, body);
        assertThat(known.status()).as(known.text()).isEqualTo(201);
        assertThat(known.json().object("status").object("userInfo").toString())
                .contains(
                        "\"username\":\"system:bootstrap:abcdef\"",
                        "[\"system:bootstrappers\",\"system:bootstrappers:x\",\"system:authenticated\"]");
        assertThat(withToken("abcdef.0123456789abcdee", review, body).status()).isEqualTo(401);
        assertThat(withToken("fedcba.0123456789abcdef", review, body).status()).isEqualTo(401);
    }

    private static String bootstrapToken(String id, String secret, String expiration) {
        return "{\"metadata\":{\"name\":\"bootstrap-token-"
                + id
                + "\"},\"type\":\"bootstrap.kubernetes.io/token\",\"stringData\":{\"token-id\":\""
                + id
                + "\",\"token-secret\":\""
                + secret
                + "\",\"expiration\":\""
                + expiration
                + "\",\"usage-bootstrap-authentication\":\"true\",\"auth-extra-groups\":\"system:bootstrappers:x\"}}";
    }

    private Answer withToken(String token, String path, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers =
                Headers.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
        try (var answer =
                api.send("POST", path, headers, new ByteArrayInputStream(bytes), bytes.length)) {
            return new Answer(
                    answer.status(),
                    answer.headers(),
                    new String(answer.bodyBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void believesOnlyProxiesThatItKnows() throws Exception {
        var review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        var body = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
        var front = frontAuthority.issue("front", List.of());
        var asked =
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "X-Remote-User",
                        "jane",
                        "X-Remote-Group",
                        "dev",
                        "X-Remote-Extra-Example.com%2FScopes",
                        "a");
        var known = proxied(front, review, asked, body);
        assertThat(known.status()).isEqualTo(201);
        assertThat(known.json().object("status").object("userInfo").toString())
                .contains(
                        "\"username\":\"jane\"",
                        "\"groups\":[\"dev\",\"system:authenticated\"]",
                        "\"example.com/scopes\":[\"a\"]");
        var other = frontAuthority.issue("somebody", List.of());
        assertThat(proxied(other, review, asked, body).status()).isEqualTo(401);
        assertThat(
                        proxied(front, review, Headers.of("Content-Type", "application/json"), body)
                                .status())
                .isEqualTo(401);
        var stranger = TestAuthority.create("front-proxy-ca").issue("front", List.of());
        assertThat(proxied(stranger, review, asked, body).status()).isEqualTo(401);
    }

    private Answer proxied(TlsIdentity shown, String path, Headers headers, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var backend =
                Backend.tls(
                        "127.0.0.1",
                        server.address().getPort(),
                        BackendTls.trustingAnybody(Optional.of(shown)),
                        false);
        try (var answer =
                backend.send(
                        "POST", path, headers, new ByteArrayInputStream(bytes), bytes.length)) {
            return new Answer(
                    answer.status(),
                    answer.headers(),
                    new String(answer.bodyBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void tellsExtensionsWhomToBelieve() {
        var data =
                get("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")
                        .json()
                        .object("data");
        assertThat(data.text("client-ca-file")).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(data.text("requestheader-client-ca-file")).startsWith("-----BEGIN");
        assertThat(data.text("requestheader-allowed-names")).isEqualTo("[\"front\"]");
        assertThat(data.text("requestheader-username-headers")).isEqualTo("[\"X-Remote-User\"]");
        assertThat(data.text("requestheader-group-headers")).isEqualTo("[\"X-Remote-Group\"]");
        assertThat(data.text("requestheader-extra-headers-prefix"))
                .isEqualTo("[\"X-Remote-Extra-\"]");
    }
}
