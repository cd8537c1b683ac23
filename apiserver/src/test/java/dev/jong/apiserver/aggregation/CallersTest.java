package dev.jong.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestAuthority;
import dev.jong.http.Headers;
import dev.jong.http.TlsIdentity;
import dev.jong.http.client.Backend;
import dev.jong.http.client.BackendTls;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Callers that show tokens for bootstrapping, or come through a proxy.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallersTest {
    private AggregatedServer server;

    @BeforeAll
    void start() throws Exception {
        server = new AggregatedServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void letsNodesJoinWithATokenOfTheirOwn() {
        var secrets = "/api/v1/namespaces/kube-system/secrets";
        server.create(
                secrets, bootstrapToken("abcdef", "0123456789abcdef", "2999-01-01T00:00:00Z"));
        server.create(
                secrets, bootstrapToken("fedcba", "0123456789abcdef", "2001-01-01T00:00:00Z"));
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

    private AggregatedServer.Answer withToken(String token, String path, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers =
                Headers.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
        try (var answer =
                server.api()
                        .send(
                                "POST",
                                path,
                                headers,
                                new ByteArrayInputStream(bytes),
                                bytes.length)) {
            return new AggregatedServer.Answer(
                    answer.status(),
                    answer.headers(),
                    new String(answer.bodyBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void believesOnlyProxiesThatItKnows() throws Exception {
        var review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        var body = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
        var front = server.frontAuthority.issue("front", List.of());
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
        var other = server.frontAuthority.issue("somebody", List.of());
        assertThat(proxied(other, review, asked, body).status()).isEqualTo(401);
        assertThat(
                        proxied(front, review, Headers.of("Content-Type", "application/json"), body)
                                .status())
                .isEqualTo(401);
        var stranger = TestAuthority.create("front-proxy-ca").issue("front", List.of());
        assertThat(proxied(stranger, review, asked, body).status()).isEqualTo(401);
    }

    private AggregatedServer.Answer proxied(
            TlsIdentity shown, String path, Headers headers, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var backend =
                Backend.tls(
                        "127.0.0.1",
                        server.port(),
                        BackendTls.trustingAnybody(Optional.of(shown)),
                        false);
        try (var answer =
                backend.send(
                        "POST", path, headers, new ByteArrayInputStream(bytes), bytes.length)) {
            return new AggregatedServer.Answer(
                    answer.status(),
                    answer.headers(),
                    new String(answer.bodyBytes(), StandardCharsets.UTF_8));
        }
    }
}
