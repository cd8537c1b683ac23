package dev.jong.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.Json;
import dev.jong.apiserver.ReloadedMetrics;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.webhook.HookServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class AuthorizersTest {
    @TempDir private Path folder;

    private final HookServer hooks = new HookServer();

    @AfterEach
    void stop() {
        hooks.close();
    }

    @Test
    void asksAWebhookWhatItsConditionsLetThrough() throws Exception {
        hooks.on(
                "/authorize",
                review -> {
                    var resource = review.object("spec").object("resourceAttributes");
                    var status =
                            resource.text("resource").equals("secrets")
                                    ? "{\"allowed\":false,\"denied\":true,\"reason\":\"never\"}"
                                    : "{\"allowed\":true}";
                    return review.with("status", Json.parse(status));
                });
        var file =
                Files.writeString(
                        folder.resolve("authorization.yaml"),
                        """
                        apiVersion: apiserver.config.k8s.io/v1
                        kind: AuthorizationConfiguration
                        authorizers:
                        - {type: Node, name: node}
                        - type: Webhook
                          name: hook
                          webhook:
                            timeout: 3s
                            subjectAccessReviewVersion: v1
                            matchConditionSubjectAccessReviewVersion: v1
                            failurePolicy: Deny
                            connectionInfo: {type: KubeConfigFile, kubeConfigFile: %s}
                            matchConditions:
                            - expression: has(request.resourceAttributes)
                            - expression: "'developers' in request.groups"
                        - {type: RBAC, name: rbac}
                        """
                                .formatted(hooks.kubeconfig(folder, "/authorize")));
        try (var server = TestServer.start("--authorization-config=" + file)) {
            var pods =
                    "/api/v1/namespaces/default/pods?labelSelector=app%3Dx,!y&fieldSelector=spec.nodeName%3Dn1";
            assertThat(server.get("alice", pods).status()).isEqualTo(200);
            assertThat(server.get("alice", pods).status()).isEqualTo(200);
            assertThat(hooks.asked()).hasSize(1);
            var asked = hooks.asked().getFirst().object("spec").object("resourceAttributes");
            assertThat(asked.object("labelSelector").toString())
                    .isEqualTo(
                            "{\"requirements\":[{\"key\":\"app\",\"operator\":\"In\",\"values\":[\"x\"]},"
                                    + "{\"key\":\"y\",\"operator\":\"DoesNotExist\"}]}");
            assertThat(asked.object("fieldSelector").toString()).contains("spec.nodeName", "n1");
            assertThat(server.get("alice", "/api/v1/namespaces/default/secrets").message())
                    .endsWith("in the namespace \"default\": never");
            int before = hooks.asked().size();
            server.get("alice", "/version");
            server.get("", "/api/v1/nodes");
            server.get("admin", "/api/v1/nodes");
            assertThat(hooks.asked()).hasSize(before);
            hooks.on("/authorize", review -> review.with("status", "nonsense"));
            assertThat(server.get("alice", "/api/v1/nodes").status()).isEqualTo(403);
        }
    }

    /// A webhook that lets somebody write roles does not let him grant whatever he likes.
    @Test
    void nobodyGrantsWhatHeDoesNotHaveWhoeverDecides() throws Exception {
        hooks.on(
                "/authorize",
                review -> {
                    var verb = review.object("spec").object("resourceAttributes").text("verb");
                    return review.with(
                            "status", Json.parse("{\"allowed\":" + verb.equals("create") + "}"));
                });
        var kubeconfig = hooks.kubeconfig(folder, "/authorize");
        try (var server =
                TestServer.start(
                        "--authorization-mode=Webhook",
                        "--authorization-webhook-version=v1",
                        "--authorization-webhook-config-file=" + kubeconfig)) {
            var refused =
                    server.post(
                            "alice",
                            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                            """
                            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                             "metadata": {"name": "all"},
                             "rules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]}
                            """);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.message())
                    .contains("is attempting to grant RBAC permissions not currently held");
        }
    }

    /// Webhooks may come and go; whoever else decides stays.
    @Test
    void followsWhoDecides() throws Exception {
        hooks.on("/authorize", review -> review.with("status", Json.parse("{\"allowed\":true}")));
        var hook =
                """
                - type: Webhook
                  name: hook
                  webhook:
                    timeout: 3s
                    subjectAccessReviewVersion: v1
                    failurePolicy: NoOpinion
                    connectionInfo: {type: KubeConfigFile, kubeConfigFile: %s}
                """
                        .formatted(hooks.kubeconfig(folder, "/authorize"));
        var rbac = "- {type: RBAC, name: rbac}\n";
        try (var server = TestServer.start("--authorization-config=" + authorizers(rbac))) {
            assertThat(server.get("alice", "/api/v1/nodes").status()).isEqualTo(403);
            authorizers(rbac + hook);
            ReloadedMetrics.awaitCount(server, "authorization", "success", 1);
            assertThat(server.get("alice", "/api/v1/nodes").status()).isEqualTo(200);
            var used = ReloadedMetrics.hash(server, "authorization");

            authorizers(hook); // without roles
            ReloadedMetrics.awaitCount(server, "authorization", "failure", 1);
            authorizers(rbac + "- {type: Node, name: node}\n"); // which was not there at first
            ReloadedMetrics.awaitCount(server, "authorization", "failure", 2);
            assertThat(server.get("alice", "/api/v1/nodes").status()).isEqualTo(200);
            assertThat(ReloadedMetrics.hash(server, "authorization")).isEqualTo(used);

            authorizers(rbac);
            ReloadedMetrics.awaitCount(server, "authorization", "success", 2);
            assertThat(server.get("alice", "/api/v1/nodes").status()).isEqualTo(403);
        }
    }

    private Path authorizers(String listed) throws IOException {
        return Files.writeString(
                folder.resolve("authorization.yaml"),
                "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n"
                        + listed);
    }

    @Test
    void choosesWhoDecidesByFlag() {
        try (var server = TestServer.start("--authorization-mode=AlwaysAllow")) {
            assertThat(server.get("alice", "/api/v1/nodes").status()).isEqualTo(200);
        }
        assertThatThrownBy(() -> TestServer.start("--authorization-mode=ABAC"))
                .hasMessageContaining("authorization-mode \"ABAC\" is not a valid mode");
        assertThatThrownBy(() -> TestServer.start("--no-such-flag"))
                .hasMessage("unknown flag: --no-such-flag");
    }
}
