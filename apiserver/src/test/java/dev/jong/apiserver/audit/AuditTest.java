package dev.jong.apiserver.audit;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.audit.RotatedFile.Kept;
import dev.jong.apiserver.config.InvalidConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class AuditTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir Path folder;

    /// Writes a policy file.
    static Path policy(Path folder, String rules) throws IOException {
        return Files.writeString(
                folder.resolve("policy.yaml"),
                "apiVersion: audit.k8s.io/v1\nkind: Policy\n" + rules);
    }

    private TestServer server(String rules, String... more) throws IOException {
        var flags =
                Stream.concat(
                        Stream.of(
                                "--audit-policy-file",
                                policy(folder, rules).toString(),
                                "--audit-log-path",
                                folder.resolve("audit.log").toString()),
                        Stream.of(more));
        return TestServer.start(flags.toArray(String[]::new));
    }

    /// The events of a stage, of requests to a path, which are written after the answers.
    private List<JsonObject> events(String stage, String path) throws IOException {
        var text = Files.readString(folder.resolve("audit.log"));
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> (JsonObject) Json.parse(line))
                .filter(event -> stage.equals(event.text("stage")))
                .filter(event -> String.valueOf(event.text("requestURI")).startsWith(path))
                .toList();
    }

    private JsonObject event(String stage, String path) throws IOException {
        Awaitility.await().until(() -> !events(stage, path).isEmpty());
        return events(stage, path).getLast();
    }

    @Test
    void tellsAsMuchAsTheFirstMatchingRuleSays() throws IOException {
        try (var server =
                server(
                        """
                        omitStages: [RequestReceived]
                        omitManagedFields: true
                        rules:
                        - level: None
                          nonResourceURLs: ["/version*"]
                        - level: Metadata
                          resources: [{group: "", resources: [secrets]}]
                        - level: Request
                          verbs: [patch]
                        - level: RequestResponse
                          omitManagedFields: false
                          verbs: [update]
                        - level: RequestResponse
                        """)) {
            server.get("admin", "/version");
            server.post(
                    "admin",
                    "/api/v1/namespaces/default/secrets",
                    "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"a\":\"hidden\"}}");
            server.call(
                    "admin",
                    "POST",
                    MAPS + "?fieldManager=me",
                    "{\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"b\"}}",
                    "User-Agent",
                    "tester");
            server.call(
                    "admin",
                    "PATCH",
                    MAPS + "/m",
                    "{\"data\":{\"a\":\"c\"}}",
                    "Content-Type",
                    "application/merge-patch+json");
            server.call("admin", "PUT", MAPS + "/m", server.get("admin", MAPS + "/m").text());

            var secret = event("ResponseComplete", "/api/v1/namespaces/default/secrets");
            assertThat(secret.text("level")).isEqualTo("Metadata");
            assertThat(secret.toString()).doesNotContain("hidden");
            assertThat(secret.object("objectRef").text("name")).isEqualTo("s");
            var created = event("ResponseComplete", MAPS + "?");
            assertThat(created.text("userAgent")).isEqualTo("tester");
            assertThat(created.text("verb")).isEqualTo("create");
            assertThat(created.object("user").text("username")).isEqualTo("admin");
            assertThat(created.object("requestObject").object("data").text("a")).isEqualTo("b");
            assertThat(created.object("responseObject").object("metadata").has("managedFields"))
                    .isFalse();
            assertThat(created.object("responseStatus").get("code"))
                    .isEqualTo(new JsonInteger(201));
            assertThat(created.object("annotations").text("authorization.k8s.io/decision"))
                    .isEqualTo("allow");
            assertThat(created.text("auditID")).hasSize(36);
            assertThat(created.text("stageTimestamp")).matches("\\d{4}-.*T.*\\.\\d{6}Z");
            Awaitility.await().until(() -> events("ResponseComplete", MAPS + "/m").size() == 3);
            var all =
                    events("ResponseComplete", MAPS + "/m").stream()
                            .collect(toMap(event -> event.text("verb"), event -> event));
            assertThat(all.get("patch").object("requestObject").object("data").text("a"))
                    .isEqualTo("c");
            assertThat(all.get("patch").has("responseObject")).isFalse();
            assertThat(
                            all.get("update")
                                    .object("responseObject")
                                    .object("metadata")
                                    .has("managedFields"))
                    .isTrue();
            assertThat(events("ResponseComplete", "/version")).isEmpty();
            assertThat(events("RequestReceived", "/")).isEmpty();
            assertThat(server.get("admin", "/metrics").text())
                    .contains("apiserver_audit_event_total")
                    .contains("apiserver_audit_level_total{level=\"None\"}");
        }
    }

    /// As the server understood it: with defaults, without what is unknown, and not at all when it
    /// could not be read.
    @Test
    void tellsWhatWasUnderstoodOfABody() throws IOException {
        var services = "/api/v1/namespaces/default/services";
        try (var server = server("rules: [{level: Request}]")) {
            server.post(
                    "admin",
                    services,
                    "{\"metadata\":{\"name\":\"s\"},\"foo\":1,\"spec\":{\"ports\":[{\"port\":80}]}}");
            var created = event("ResponseComplete", services).object("requestObject");
            assertThat(created.text("kind")).isEqualTo("Service");
            assertThat(created.object("spec").text("sessionAffinity")).isEqualTo("None");
            assertThat(created.object("spec").has("clusterIP")).isFalse();
            assertThat(created.has("foo")).isFalse();

            server.post("admin", services + "?fieldValidation=Strict", "{\"foo\":1}");
            var refused = event("ResponseComplete", services + "?");
            assertThat(refused.has("requestObject")).isFalse();
            assertThat(refused.object("responseStatus").text("reason")).isEqualTo("BadRequest");

            server.call("admin", "DELETE", services + "/s", "{\"gracePeriodSeconds\":0}");
            var deleted = event("ResponseComplete", services + "/s");
            assertThat(deleted.object("requestObject").text("kind")).isEqualTo("DeleteOptions");
            assertThat(deleted.object("responseStatus").get("code"))
                    .isEqualTo(new JsonInteger(200));

            server.get(
                    "admin",
                    services + "?fieldSelector=metadata.name%3Dx&watch=1&resourceVersion=z");
            var watched = event("ResponseStarted", services + "?fieldSelector");
            assertThat(watched.object("objectRef").text("name")).isEqualTo("x");
            assertThat(watched.object("responseStatus").text("status")).isEqualTo("Failure");
        }
    }

    @Test
    void tellsWhatPoliciesSayOfARequest() throws IOException {
        var policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic";
        try (var server = server("rules: [{level: Metadata}]")) {
            var policy =
                    server.post(
                            "admin",
                            policies + "ies",
                            """
                            {"metadata":{"name":"pol"},"spec":{"matchConstraints":{"resourceRules":[
                             {"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
                              "resources":["configmaps"]}]},
                             "validations":[{"expression":"object.metadata.name != 'x'","message":"no"}],
                             "auditAnnotations":[{"key":"who","valueExpression":"'n-'+object.metadata.name"}]}}
                            """);
            assertThat(policy.status()).as(policy.text()).isEqualTo(201);
            var binding =
                    server.post(
                            "admin",
                            policies + "ybindings",
                            "{\"metadata\":{\"name\":\"bound\"},\"spec\":{\"policyName\":\"pol\","
                                    + "\"validationActions\":[\"Audit\"]}}");
            assertThat(binding.status()).as(binding.text()).isEqualTo(201);
            Awaitility.await()
                    .until(() -> {
                        server.post(
                                "admin", MAPS + "?dryRun=All", "{\"metadata\":{\"name\":\"x\"}}");
                        return event("ResponseComplete", MAPS).object("annotations").has("pol/who");
                    });

            var notes = event("ResponseComplete", MAPS).object("annotations");
            assertThat(notes.text("pol/who")).isEqualTo("n-x");
            assertThat(notes.text("validation.policy.admission.k8s.io/validation_failure"))
                    .isEqualTo(
                            "[{\"message\":\"no\",\"policy\":\"pol\",\"binding\":\"bound\","
                                    + "\"expressionIndex\":0,\"validationActions\":[\"Audit\"]}]");
        }
    }

    @Test
    void tellsOfRefusalsImpersonationAndStrangers() throws IOException {
        try (var server = server("rules: [{level: Metadata}]")) {
            server.get("alice", "/api/v1/nodes");
            server.call("admin", "GET", MAPS, "", "Impersonate-User", "bob");
            server.get("nobody", "/api/v1/pods");

            var refused = event("ResponseComplete", "/api/v1/nodes");
            assertThat(refused.object("responseStatus").text("reason")).isEqualTo("Forbidden");
            assertThat(refused.object("annotations").text("authorization.k8s.io/decision"))
                    .isEqualTo("forbid");
            var other = event("ResponseComplete", MAPS);
            assertThat(other.object("user").text("username")).isEqualTo("admin");
            assertThat(other.object("impersonatedUser").text("username")).isEqualTo("bob");
            assertThat(other.object("authenticationMetadata").text("impersonationConstraint"))
                    .isEqualTo("impersonate:user-info");
            var stranger = event("ResponseStarted", "/api/v1/pods");
            assertThat(stranger.object("responseStatus").text("message")).isEqualTo("Unauthorized");
            assertThat(stranger.object("responseStatus").get("code"))
                    .isEqualTo(new JsonInteger(401));
        }
    }

    @Test
    void tellsWhenAWatchBeginsAndEnds() throws IOException {
        try (var server = server("rules: [{level: RequestResponse}]")) {
            server.get("admin", MAPS + "?watch=true&timeoutSeconds=1");
            assertThat(event("RequestReceived", MAPS + "?watch").has("responseStatus")).isFalse();
            assertThat(
                            event("ResponseStarted", MAPS + "?watch")
                                    .object("responseStatus")
                                    .get("code"))
                    .isEqualTo(new JsonInteger(200));
            assertThat(event("ResponseComplete", MAPS + "?watch").has("responseObject")).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoPolicy() {
        assertThatThrownBy(() -> server("rules: [{level: Everything}]"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("rules[0].level: Unsupported value: \"Everything\"");
        assertThatThrownBy(() ->
                        server("rules: [{level: None, nonResourceURLs: [\"/a*b\"], verb: x}]"))
                .hasMessageContaining("unknown field \"rules[0].verb\"");
        assertThatThrownBy(() -> server("rules: [{level: None, nonResourceURLs: [\"/a*b\"]}]"))
                .hasMessageContaining("wildcards '*' must be the final character");
        assertThatThrownBy(() -> server("rules: []"))
                .hasMessageContaining("loaded illegal policy with 0 rules");
        assertThatThrownBy(() -> server("rules: [{level: None}]", "--audit-log-mode=never"))
                .hasMessageContaining("invalid audit log mode never");
    }

    @Test
    void putsLongFilesAsideAndKeepsTheNewest() throws IOException {
        var limits = new RotatedFile.Limits(10, Duration.ofDays(1), 2, true);
        var start = Instant.parse("2026-01-01T00:00:00Z");
        try (var file =
                RotatedFile.open(folder.resolve("a.log"), limits, InstantSource.fixed(start))) {
            for (int i = 0; i < 5; i++) {
                file.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .hasSize(3)
                    .contains("a.log", "a-2026-01-01T00-00-00.002.log.gz");
        }
        assertThat(Files.readString(folder.resolve("a.log"))).isEqualTo("line 4\n");
        var old = new Kept(Path.of("old"), start.minus(Duration.ofDays(2)));
        var young = new Kept(Path.of("young"), start);
        assertThat(RotatedFile.surplus(List.of(old, young), limits, start)).containsExactly(old);
    }

    @Test
    void takesObjectsOutOfLargeEvents() {
        var event = JsonObject.EMPTY.with("requestObject", JsonObject.EMPTY.with("a", "b"));
        assertThat(Truncation.truncated(event).has("requestObject")).isFalse();
        assertThat(Truncation.truncated(event).object("annotations").text("audit.k8s.io/truncated"))
                .isEqualTo("true");
    }
}
