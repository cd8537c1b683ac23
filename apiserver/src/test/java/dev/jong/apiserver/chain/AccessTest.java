package dev.jong.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.request.User;
import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Store store;
    private ApiServer server;

    record Answer(int status, JsonObject body) {
        String message() {
            return body.text("message");
        }
    }

    @BeforeAll
    void start() throws Exception {
        store = LogStore.inMemory(StoreOptions.DEFAULT);
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        var pair = keys.generateKeyPair();
        var access =
                AccessConfig.of(new TokenKeys(pair.getPrivate(), List.of(pair.getPublic())))
                        .withStaticTokens(
                                Map.of(
                                        "admin", User.of("admin", List.of(User.MASTERS)),
                                        "alice", User.of("alice", List.of("developers")),
                                        "kubelet",
                                                User.of(
                                                        "system:node:n1",
                                                        List.of("system:nodes"))));
        server =
                ApiServer.start(
                        new ApiServerConfig(
                                        HttpServerConfig.plain("127.0.0.1", 0),
                                        InstantSource.system(),
                                        RandomGenerator.getDefault())
                                .withAccess(access),
                        store);
        Awaitility.await()
                .until(() -> call("admin", "GET", "/api/v1/namespaces/default", "").status == 200);
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
        store.close();
    }

    private Answer call(String token, String method, String path, String body, String... headers)
            throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        var tree =
                answer.body().length > 0 && answer.body()[0] == '{'
                        ? (JsonObject) Json.parse(answer.body())
                        : (JsonObject) Json.parse("{}".getBytes(StandardCharsets.UTF_8));
        return new Answer(answer.statusCode(), tree);
    }

    private void create(String path, String object) throws Exception {
        assertThat(call("admin", "POST", path, object).status).isEqualTo(201);
    }

    @Test
    void saysWhoMayNotDoWhat() throws Exception {
        assertThat(call("", "GET", "/api/v1/nodes", "").message())
                .isEqualTo(
                        "nodes is forbidden: User \"system:anonymous\" cannot list resource \"nodes\""
                                + " in API group \"\" at the cluster scope");
        assertThat(
                        call("alice", "GET", "/apis/apps/v1/namespaces/default/deployments/x", "")
                                .message())
                .isEqualTo(
                        "deployments.apps \"x\" is forbidden: User \"alice\" cannot get resource \"deployments\""
                                + " in API group \"apps\" in the namespace \"default\"");
        assertThat(call("", "GET", "/metrics", "").message())
                .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
        var unknown = call("nobody", "GET", "/api/v1/nodes", "");
        assertThat(unknown.status).isEqualTo(401);
        assertThat(unknown.message()).isEqualTo("Unauthorized");
        assertThat(call("", "GET", "/version", "").status).isEqualTo(200);
    }

    @Test
    void letsThoseListOneObjectWhoseRoleNamesIt() throws Exception {
        var roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
        create(
                roles + "roles",
                """
                {"metadata": {"name": "one"}, "rules": [{"apiGroups": [""], "resources": ["configmaps"],
                 "resourceNames": ["mine"], "verbs": ["list"]}]}\
                """);
        create(
                roles + "rolebindings",
                """
                {"metadata": {"name": "one"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io",
                 "kind": "Role", "name": "one"}, "subjects": [{"kind": "User", "name": "alice"}]}\
                """);
        var maps = "/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3D";
        Awaitility.await().until(() -> call("alice", "GET", maps + "mine", "").status == 200);
        assertThat(call("alice", "GET", maps + "other", "").message())
                .isEqualTo(
                        "configmaps \"other\" is forbidden: User \"alice\" cannot list resource"
                                + " \"configmaps\" in API group \"\" in the namespace \"default\"");
    }

    @Test
    void followsBindingsAndStopsEscalation() throws Exception {
        create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"team\"}}");
        create(
                "/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings",
                """
                {"metadata":{"name":"admins"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",
                "name":"admin"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"developers"}]}\
                """);
        Awaitility.await()
                .until(() ->
                        call("alice", "GET", "/api/v1/namespaces/team/configmaps", "").status
                                == 200);
        var roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/team/roles";
        var held =
                """
                {"metadata":{"name":"held"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}\
                """;
        assertThat(call("alice", "POST", roles, held).status).isEqualTo(201);
        var more =
                """
                {"metadata":{"name":"more"},"rules":[{"apiGroups":["node.k8s.io"],"resources":["runtimeclasses"],"verbs":["get"]}]}\
                """;
        var refused = call("alice", "POST", roles, more);
        assertThat(refused.status).isEqualTo(403);
        assertThat(refused.message())
                .contains(
                        "user \"alice\" (groups=[\"developers\" \"system:authenticated\"]) is attempting to grant RBAC"
                                + " permissions not currently held:\n{APIGroups:[\"node.k8s.io\"], Resources:[\"runtimeclasses\"],"
                                + " Verbs:[\"get\"]}");
    }

    @Test
    void answersReviews() throws Exception {
        var review =
                """
                {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"u","groups":["system:masters"],
                "resourceAttributes":{"verb":"list","resource":"pods","namespace":"default"}}}\
                """;
        var status =
                (JsonObject)
                        call(
                                        "admin",
                                        "POST",
                                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                                        review)
                                .body
                                .get("status");
        assertThat(status.toString()).contains("allowed");
        var self =
                call(
                        "alice",
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\"}");
        assertThat(self.body.toString()).contains("alice").contains("developers");
        assertThat(self.body.get("metadata").toString()).contains("creationTimestamp");
    }

    @Test
    void saysWhatOfAReviewItDidNotUnderstandAndWhoWroteIt() throws Exception {
        var review =
                call(
                        "alice",
                        "POST",
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?fieldManager=asker",
                        "{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"spec\":{\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"pods\","
                                + "\"fieldSelector\":{\"requirements\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"b\"]},{\"key\":\"a\",\"operator\":\"Newer\"}]},"
                                + "\"labelSelector\":{\"rawSelector\":\"a in\"}}}}");
        assertThat(review.body.get("metadata").toString())
                .contains("\"manager\":\"asker\"")
                .contains("f:resourceAttributes")
                .doesNotContain("f:status");
        assertThat(review.body.get("status").toString())
                .contains(
                        "spec.resourceAttributes.fieldSelector partially ignored due to parse error; "
                                + "spec.resourceAttributes.labelSelector ignored due to parse error");
    }

    @Test
    void actsAsAnotherOnlyWhenAllowed() throws Exception {
        assertThat(call("admin", "GET", "/api/v1/nodes", "", "Impersonate-User", "bob").message())
                .contains("User \"bob\" cannot list");
        assertThat(call("alice", "GET", "/api/v1/nodes", "", "Impersonate-User", "bob").message())
                .isEqualTo(
                        "nodes is forbidden: User \"alice\" cannot impersonate-on:user-info:list"
                                + " resource \"nodes\" in API group \"\" at the cluster scope");
    }

    @Test
    void issuesTokensAndKnowsThemAgain() throws Exception {
        create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"accounts\"}}");
        create(
                "/api/v1/namespaces/accounts/serviceaccounts",
                "{\"metadata\":{\"name\":\"robot\"}}");
        var request =
                "{\"kind\":\"TokenRequest\",\"apiVersion\":\"authentication.k8s.io/v1\",\"spec\":{}}";
        var issued =
                call(
                        "admin",
                        "POST",
                        "/api/v1/namespaces/accounts/serviceaccounts/robot/token",
                        request);
        assertThat(issued.status).isEqualTo(201);
        var account =
                call("admin", "GET", "/api/v1/namespaces/accounts/serviceaccounts/robot", "").body;
        assertThat(issued.body.object("metadata").text("uid"))
                .isNotEmpty()
                .isEqualTo(account.object("metadata").text("uid"));
        assertThat(issued.body.object("metadata").array("managedFields").toString())
                .contains("\"subresource\":\"token\"")
                .contains("{\"f:spec\":{\"f:expirationSeconds\":{}}}");
        var other = request.replace("\"spec\"", "\"metadata\":{\"uid\":\"u\"},\"spec\"");
        assertThat(
                        call(
                                        "admin",
                                        "POST",
                                        "/api/v1/namespaces/accounts/serviceaccounts/robot/token",
                                        other)
                                .message())
                .contains("the UID in the token request (u) does not match the UID");
        var token = ((JsonObject) issued.body.get("status")).text("token");
        var self =
                call(
                        token,
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\"}");
        assertThat(self.body.toString())
                .contains("system:serviceaccount:accounts:robot")
                .contains("system:serviceaccounts:accounts")
                .contains("JTI=");
        var review =
                "{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"spec\":{\"token\":\""
                        + token
                        + "\"}}";
        var reviewed = call("admin", "POST", "/apis/authentication.k8s.io/v1/tokenreviews", review);
        assertThat(reviewed.body.get("status").toString())
                .contains("system:serviceaccount:accounts:robot");
        var shortLived = request.replace("{}", "{\"expirationSeconds\":60}");
        assertThat(
                        call(
                                        "admin",
                                        "POST",
                                        "/api/v1/namespaces/accounts/serviceaccounts/robot/token",
                                        shortLived)
                                .message())
                .contains(
                        "spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes");
    }

    @Test
    void letsANodeSeeOnlyWhatItsPodsNeed() throws Exception {
        assertThat(call("kubelet", "GET", "/api/v1/namespaces/default/secrets/s", "").message())
                .endsWith(
                        "in the namespace \"default\": no relationship found between node 'n1' and this object");
        assertThat(call("kubelet", "GET", "/api/v1/nodes/n1", "").status).isEqualTo(404);
        assertThat(call("kubelet", "GET", "/api/v1/nodes", "").message())
                .endsWith("node 'n1' cannot read all nodes, only its own Node object");
        var slices = "/apis/resource.k8s.io/v1/resourceslices";
        assertThat(call("kubelet", "GET", slices, "").message())
                .endsWith(
                        "can only list/watch/deletecollection resourceslices with nodeName field"
                                + " selector");
        assertThat(call("kubelet", "GET", slices + "?fieldSelector=spec.nodeName%3Dn1", "").status)
                .isEqualTo(200);
        assertThat(call("kubelet", "GET", slices + "?fieldSelector=spec.nodeName%3Dn2", "").status)
                .isEqualTo(403);
    }

    @Test
    void tellsHowTokensAreVerified() throws Exception {
        assertThat(call("admin", "GET", "/openid/v1/jwks", "").body.toString()).contains("ES256");
        assertThat(
                        call("admin", "GET", "/.well-known/openid-configuration", "")
                                .body
                                .text("issuer"))
                .isEqualTo(TokenSettings.DEFAULT_ISSUER);
    }
}
