package dev.jong.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.authentication.LegacyTokens;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.config.ServerFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What events say of credentials and of time.
@Timeout(180)
class AuditNotesTest {
    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final String LATENCY = "apiserver.latency.k8s.io/";
    private static final String MAPS = NAMESPACE + "configmaps";

    @TempDir Path folder;

    private final AtomicLong now =
            new AtomicLong(Instant.parse("2026-01-02T03:04:05Z").toEpochMilli());

    /// By which the clock goes on each time that it is looked at.
    private final AtomicLong step = new AtomicLong();

    private TokenKeys keys;
    private Path log;

    @BeforeEach
    void prepare() {
        keys = TestServer.keys();
        log = folder.resolve("audit.log");
    }

    private TestServer server() throws IOException {
        var policy =
                AuditTest.policy(
                        folder, "omitStages: [RequestReceived]\nrules: [{level: Metadata}]\n");
        var flags = ServerFlags.of("--audit-policy-file=" + policy, "--audit-log-path=" + log);
        return TestServer.start(config -> {
            var access =
                    AccessConfig.of(keys)
                            .withStaticTokens(config.access().orElseThrow().staticTokens());
            return new ApiServerConfig(
                            config.http(),
                            () -> Instant.ofEpochMilli(now.getAndAdd(step.get())),
                            config.random())
                    .withAccess(access)
                    .withFlags(flags);
        });
    }

    /// Of the last request to a path.
    private JsonObject annotations(String path) throws IOException {
        Awaitility.await().until(() -> Files.readString(log).contains(path + '"'));
        return Files.readString(log)
                .lines()
                .map(line -> (JsonObject) Json.parse(line))
                .filter(event -> path.equals(event.text("requestURI")))
                .reduce((_, last) -> last)
                .orElseThrow()
                .object("annotations");
    }

    private TestServer.Answer created(TestServer server, String path, String body) {
        var answer = server.post("admin", path, body);
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
        return answer;
    }

    @Test
    void tellOfTokensThatSecretsHold() throws Exception {
        try (var server = server()) {
            var account =
                    created(
                            server,
                            NAMESPACE + "serviceaccounts",
                            "{\"metadata\":{\"name\":\"robot\"}}");
            var token =
                    LegacyTokens.issue(
                            keys,
                            Json.read(
                                    account.text().getBytes(StandardCharsets.UTF_8),
                                    ServiceAccount.CODEC),
                            Secret.EMPTY.mapMetadata(metadata -> metadata.withName("held")));
            var data = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
            created(
                    server,
                    NAMESPACE + "secrets",
                    "{\"metadata\":{\"name\":\"held\"},\"data\":{\"token\":\"" + data + "\"}}");
            Awaitility.await().until(() -> server.get(token, MAPS + "?a").status() == 403);
            assertThat(annotations(MAPS + "?a").fields())
                    .containsAllEntriesOf(
                            JsonObject.EMPTY
                                    .with(
                                            "authentication.k8s.io/legacy-token",
                                            "system:serviceaccount:default:robot")
                                    .with(
                                            "authentication.k8s.io/legacy-token-manual-secret",
                                            "held")
                                    .fields());

            server.call(
                    "admin",
                    "PATCH",
                    NAMESPACE + "serviceaccounts/robot",
                    "{\"secrets\":[{\"name\":\"held\"}]}",
                    "Content-Type",
                    "application/merge-patch+json");
            Awaitility.await().until(() -> warns(server, token));
            assertThat(
                            annotations(MAPS + "?b")
                                    .text(
                                            "authentication.k8s.io/legacy-token-autogenerated-secret"))
                    .isEqualTo("held");
            assertThat(
                            annotations(MAPS + "?b")
                                    .has("authentication.k8s.io/legacy-token-manual-secret"))
                    .isFalse();

            server.call(
                    "admin",
                    "PATCH",
                    NAMESPACE + "secrets/held",
                    "{\"metadata\":{\"labels\":{\"kubernetes.io/legacy-token-invalid-since\":\"2026-01-01\"}}}",
                    "Content-Type",
                    "application/merge-patch+json");
            Awaitility.await().until(() -> refuses(server, token));
            assertThat(
                            annotations(MAPS + "?c")
                                    .text("authentication.k8s.io/legacy-token-invalidated"))
                    .isEqualTo("held/default");
        }
    }

    private boolean refuses(TestServer server, String token) {
        now.addAndGet(Duration.ofMinutes(1).toMillis());
        return server.get(token, MAPS + "?c").status() == 401;
    }

    /// Who a token belongs to is remembered for seconds.
    private boolean warns(TestServer server, String token) {
        now.addAndGet(Duration.ofMinutes(1).toMillis());
        return server.get(token, MAPS + "?b").response().headers().allValues("Warning").stream()
                .anyMatch(text -> text.contains("instead of auto-generated secret-based tokens."));
    }

    @Test
    void tellOfTokensThatShouldHaveBeenRenewed() throws Exception {
        try (var server = server()) {
            created(server, NAMESPACE + "serviceaccounts", "{\"metadata\":{\"name\":\"robot\"}}");
            created(
                    server,
                    NAMESPACE + "pods",
                    "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"serviceAccountName\":\"robot\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
            var token =
                    created(
                                    server,
                                    NAMESPACE + "serviceaccounts/robot/token",
                                    "{\"spec\":{\"expirationSeconds\":3607,\"boundObjectRef\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"p\"}}}")
                            .body()
                            .object("status")
                            .text("token");
            server.get(token, MAPS + "?fresh");
            assertThat(annotations(MAPS + "?fresh").has("authentication.k8s.io/stale-token"))
                    .isFalse();
            now.addAndGet(Duration.ofSeconds(3607 + 100).toMillis());
            server.get(token, MAPS + "?stale");
            assertThat(annotations(MAPS + "?stale").text("authentication.k8s.io/stale-token"))
                    .isEqualTo(
                            "subject: system:serviceaccount:default:robot, seconds after warning"
                                    + " threshold: 100");
        }
    }

    @Test
    void tellHowLongSlowRequestsTook() throws Exception {
        try (var server = server()) {
            server.get("admin", MAPS + "?fast");
            assertThat(annotations(MAPS + "?fast").has("apiserver.latency.k8s.io/total")).isFalse();
            step.set(600);
            server.get("admin", MAPS + "?slow");
            assertThat(annotations(MAPS + "?slow").text("apiserver.latency.k8s.io/total"))
                    .matches("(600ms|[0-9m]+[0-9.]+s)");
        }
    }

    @Test
    void tellWhichLayersOfTheServerTookTimeOverSlowRequests() throws Exception {
        try (var server = server()) {
            server.get("admin", MAPS + "/none?fast");
            assertThat(annotations(MAPS + "/none?fast").fields().keySet())
                    .noneMatch(key -> key.startsWith(LATENCY));
            step.set(600);
            server.get("admin", MAPS + "/none?slow");
            var told = annotations(MAPS + "/none?slow");
            assertThat(told.fields().keySet())
                    .contains(
                            LATENCY + "authentication",
                            LATENCY + "authorization",
                            LATENCY + "etcd",
                            LATENCY + "response-write")
                    .doesNotContain(
                            LATENCY + "impersonation",
                            LATENCY + "mutating-webhook",
                            LATENCY + "validating-webhook",
                            LATENCY + "decode-response-object");
            assertThat(told.text(LATENCY + "etcd")).matches("[0-9.]+(µs|ms|s)");

            server.call("admin", "GET", MAPS + "?as", "", "Impersonate-User", "someone");
            assertThat(annotations(MAPS + "?as").has(LATENCY + "impersonation")).isTrue();
            server.get("admin", MAPS + "?list");
            assertThat(annotations(MAPS + "?list").has(LATENCY + "serialize-response-object"))
                    .isTrue();
        }
    }
}
