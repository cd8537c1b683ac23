package dev.jong.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.TestServer.Answer;
import dev.jong.apiserver.request.User;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    private final TestServer server =
            TestServer.withUsers(
                    Map.of("kubelet", User.of("system:node:n1", List.of("system:nodes"))));

    @BeforeAll
    void start() {
        Awaitility.await()
                .until(() ->
                        call("admin", "GET", "/api/v1/namespaces/default", "").status() == 200);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer call(String token, String method, String path, String body, String... headers) {
        return server.call(token, method, path, body, headers);
    }

    private void create(String path, String object) {
        assertThat(call("admin", "POST", path, object).status()).isEqualTo(201);
    }

    @Test
    void saysWhoMayNotDoWhat() {
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
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.message()).isEqualTo("Unauthorized");
        assertThat(call("", "GET", "/version", "").status()).isEqualTo(200);
    }

    @Test
    void letsThoseListOneObjectWhoseRoleNamesIt() {
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
        Awaitility.await().until(() -> call("alice", "GET", maps + "mine", "").status() == 200);
        assertThat(call("alice", "GET", maps + "other", "").message())
                .isEqualTo(
                        "configmaps \"other\" is forbidden: User \"alice\" cannot list resource"
                                + " \"configmaps\" in API group \"\" in the namespace \"default\"");
    }

    @Test
    void followsBindingsAndStopsEscalation() {
        create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"team\"}}");
        create(
                "/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings",
                """
                {"metadata":{"name":"admins"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",
                "name":"admin"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"developers"}]}\
                """);
        Awaitility.await()
                .until(() ->
                        call("alice", "GET", "/api/v1/namespaces/team/configmaps", "").status()
                                == 200);
        var roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/team/roles";
        var held =
                """
                {"metadata":{"name":"held"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}\
                """;
        assertThat(call("alice", "POST", roles, held).status()).isEqualTo(201);
        var more =
                """
                {"metadata":{"name":"more"},"rules":[{"apiGroups":["node.k8s.io"],"resources":["runtimeclasses"],"verbs":["get","list"]}]}\
                """;
        var refused = call("alice", "POST", roles, more);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message())
                .contains(
                        "user \"alice\" (groups=[\"developers\" \"system:authenticated\"]) is attempting to grant RBAC"
                                + " permissions not currently held:\n{APIGroups:[\"node.k8s.io\"], Resources:[\"runtimeclasses\"],"
                                + " Verbs:[\"get\" \"list\"]}");
    }

    @Test
    void labelsAndAggregationNeedWhatTheyMayGrant() throws Exception {
        var roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        var bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
        create(
                roles,
                """
                {"metadata":{"name":"keeper"},"rules":[{"apiGroups":["rbac.authorization.k8s.io"],
                "resources":["clusterroles"],"verbs":["get","create","update","patch"]}]}\
                """);
        create(
                bindings,
                """
                {"metadata":{"name":"keeper"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",
                "name":"keeper"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"alice"}]}\
                """);
        create(roles, "{\"metadata\":{\"name\":\"empty\"}}");
        create(
                roles,
                """
                {"metadata":{"name":"gathering"},
                "aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}\
                """);
        var label = "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}";
        Awaitility.await().until(() -> merge("alice", roles + "/empty", label).status() == 200);
        assertThat(merge("alice", roles + "/cluster-admin", label).message())
                .endsWith(
                        "not currently held:\n"
                                + "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n"
                                + "{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}");
        assertThat(merge("alice", roles + "/gathering", "{\"aggregationRule\":null}").message())
                .isEqualTo(
                        "clusterroles.rbac.authorization.k8s.io \"gathering\" is forbidden: must have"
                                + " cluster-admin privileges to use the aggregationRule");
        assertThat(
                        merge(
                                        "alice",
                                        roles + "/cluster-admin",
                                        "{\"metadata\":{\"finalizers\":[\"a.b/c\"]}}")
                                .status())
                .isEqualTo(200);
    }

    private Answer merge(String token, String path, String patch) throws Exception {
        return call(token, "PATCH", path, patch, "Content-Type", "application/merge-patch+json");
    }

    @Test
    void answersReviews() {
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
                                .body()
                                .get("status");
        assertThat(status.toString()).contains("allowed");
        var self =
                call(
                        "alice",
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\"}");
        assertThat(self.body().toString()).contains("alice").contains("developers");
        assertThat(self.body().get("metadata").toString()).contains("creationTimestamp");
    }

    @Test
    void saysWhatOfAReviewItDidNotUnderstandAndWhoWroteIt() {
        var review =
                call(
                        "alice",
                        "POST",
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?fieldManager=asker",
                        "{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"spec\":{\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"pods\","
                                + "\"fieldSelector\":{\"requirements\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"b\"]},{\"key\":\"a\",\"operator\":\"Newer\"}]},"
                                + "\"labelSelector\":{\"rawSelector\":\"a in\"}}}}");
        assertThat(review.body().get("metadata").toString())
                .contains("\"manager\":\"asker\"")
                .contains("f:resourceAttributes")
                .doesNotContain("f:status");
        assertThat(review.body().get("status").toString())
                .contains(
                        "spec.resourceAttributes.fieldSelector partially ignored due to parse error; "
                                + "spec.resourceAttributes.labelSelector ignored due to parse error");
    }

    @Test
    void actsAsAnotherOnlyWhenAllowed() {
        assertThat(call("admin", "GET", "/api/v1/nodes", "", "Impersonate-User", "bob").message())
                .contains("User \"bob\" cannot list");
        assertThat(call("alice", "GET", "/api/v1/nodes", "", "Impersonate-User", "bob").message())
                .isEqualTo(
                        "nodes is forbidden: User \"alice\" cannot impersonate-on:user-info:list"
                                + " resource \"nodes\" in API group \"\" at the cluster scope");
    }

    @Test
    void issuesTokensAndKnowsThemAgain() {
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
        assertThat(issued.status()).isEqualTo(201);
        var account =
                call("admin", "GET", "/api/v1/namespaces/accounts/serviceaccounts/robot", "")
                        .body();
        assertThat(issued.body().object("metadata").text("uid"))
                .isNotEmpty()
                .isEqualTo(account.object("metadata").text("uid"));
        assertThat(issued.body().object("metadata").array("managedFields").toString())
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
        var token = ((JsonObject) issued.body().get("status")).text("token");
        var self =
                call(
                        token,
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\"}");
        assertThat(self.body().toString())
                .contains("system:serviceaccount:accounts:robot")
                .contains("system:serviceaccounts:accounts")
                .contains("JTI=");
        var review =
                "{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"spec\":{\"token\":\""
                        + token
                        + "\"}}";
        var reviewed = call("admin", "POST", "/apis/authentication.k8s.io/v1/tokenreviews", review);
        assertThat(reviewed.body().get("status").toString())
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
    void letsANodeSeeOnlyWhatItsPodsNeed() {
        assertThat(call("kubelet", "GET", "/api/v1/namespaces/default/secrets/s", "").message())
                .endsWith(
                        "in the namespace \"default\": no relationship found between node 'n1' and this object");
        assertThat(call("kubelet", "GET", "/api/v1/nodes/n1", "").status()).isEqualTo(404);
        assertThat(call("kubelet", "GET", "/api/v1/nodes", "").message())
                .endsWith("node 'n1' cannot read all nodes, only its own Node object");
        var slices = "/apis/resource.k8s.io/v1/resourceslices";
        assertThat(call("kubelet", "GET", slices, "").message())
                .endsWith(
                        "can only list/watch/deletecollection resourceslices with nodeName field"
                                + " selector");
        assertThat(
                        call("kubelet", "GET", slices + "?fieldSelector=spec.nodeName%3Dn1", "")
                                .status())
                .isEqualTo(200);
        assertThat(
                        call("kubelet", "GET", slices + "?fieldSelector=spec.nodeName%3Dn2", "")
                                .status())
                .isEqualTo(403);
    }

    @Test
    void tellsHowTokensAreVerified() {
        assertThat(call("admin", "GET", "/openid/v1/jwks", "").body().toString()).contains("ES256");
        assertThat(
                        call("admin", "GET", "/.well-known/openid-configuration", "")
                                .body()
                                .text("issuer"))
                .isEqualTo(TokenSettings.DEFAULT_ISSUER);
    }
}
