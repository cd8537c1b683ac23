package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.TestServer.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FairnessTest {
    private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1";
    private static final String SCHEMAS = GROUP + "/flowschemas";
    private static final String LEVELS = GROUP + "/prioritylevelconfigurations";
    private static final String SCHEMA_UID = "X-Kubernetes-PF-FlowSchema-UID";

    /// Does not wait long for its turn.
    private static final String BRIEF = "/version?timeout=100ms";

    private final TestServer server = TestServer.start();

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer call(String token, String method, String path, String body) {
        return server.call(token, method, path, body, "Content-Type", "application/json");
    }

    private JsonObject get(String path) {
        return server.get("admin", path).body();
    }

    private void create(String path, String object) {
        var answer = call("admin", "POST", path, object);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static String schema(String name, String level, int precedence) {
        return "{\"metadata\":{\"name\":\""
                + name
                + "\"},\"spec\":{\"priorityLevelConfiguration\":{\"name\":\""
                + level
                + "\"},\"matchingPrecedence\":"
                + precedence
                + ",\"distinguisherMethod\":{\"type\":\"ByUser\"},\"rules\":[{\"subjects\":[{\"kind\":\"User\",\"user\":{\"name\":\"alice\"}}],"
                + "\"nonResourceRules\":[{\"verbs\":[\"*\"],\"nonResourceURLs\":[\"/version\"]}]}]}}";
    }

    private String dangling(String name) {
        return get(SCHEMAS + "/" + name).object("status").array("conditions").items().stream()
                .map(JsonObject.class::cast)
                .map(condition -> condition.text("type") + " " + condition.text("reason"))
                .findFirst()
                .orElse("");
    }

    @Test
    void classesQueuesAndSendsAway() {
        create(SCHEMAS, schema("alices", "none-at-all", 50));
        Awaitility.await().until(() -> dangling("alices").equals("Dangling NotFound"));
        var rest = call("alice", "GET", "/version", "");
        assertThat(rest.status()).isEqualTo(200);
        assertThat(rest.response().headers().firstValue(SCHEMA_UID))
                .contains(get(SCHEMAS + "/global-default").object("metadata").text("uid"));

        create(
                LEVELS,
                "{\"metadata\":{\"name\":\"none-at-all\"},\"spec\":{\"type\":\"Limited\",\"limited\":"
                        + "{\"nominalConcurrencyShares\":0,\"borrowingLimitPercent\":0,\"limitResponse\":{\"type\":\"Queue\","
                        + "\"queuing\":{\"queues\":1,\"handSize\":1,\"queueLengthLimit\":1}}}}}");
        Awaitility.await().until(() -> dangling("alices").equals("Dangling Found"));
        var away =
                Awaitility.await()
                        .until(
                                () -> call("alice", "GET", BRIEF, ""),
                                answer -> answer.status() == 429);
        assertThat(away.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(away.text()).isEqualTo("Too many requests, please try again later.\n");
        assertThat(away.response().headers().firstValue(SCHEMA_UID))
                .contains(get(SCHEMAS + "/alices").object("metadata").text("uid"));
        assertThat(call("alice", "GET", "/api", "").status()).isEqualTo(200);
        assertThat(call("admin", "GET", "/metrics", "").text())
                .contains(
                        "apiserver_flowcontrol_nominal_limit_seats{priority_level=\"none-at-all\"} 0")
                .contains("reason=\"time-out\"");
        assertThat(
                        call(
                                        "admin",
                                        "GET",
                                        "/debug/api_priority_and_fairness/dump_priority_levels",
                                        "")
                                .text())
                .startsWith("PriorityLevelName, ")
                .contains("none-at-all,");
    }

    @Test
    void keepsWhatEveryServerNeeds() {
        call("admin", "DELETE", SCHEMAS + "/catch-all", "");
        Awaitility.await()
                .until(() -> call("admin", "GET", SCHEMAS + "/catch-all", "").status() == 200);
    }

    @Test
    void refusesWhatMakesNoSense() {
        var wrong = call("admin", "POST", SCHEMAS, schema("x", "", 10_001));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text())
                .contains(
                        "spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000",
                        "spec.priorityLevelConfiguration.name: Required value: must reference a priority level");
        var level =
                call(
                        "admin",
                        "POST",
                        LEVELS,
                        "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"type\":\"Limited\",\"limited\":{\"limitResponse\":"
                                + "{\"type\":\"Queue\",\"queuing\":{\"queues\":2,\"handSize\":3,\"queueLengthLimit\":-1}}}}}");
        assertThat(level.text())
                .contains(
                        "spec.limited.limitResponse.queuing.queueLengthLimit: Invalid value: -1: must be positive",
                        "should not be greater than queues (2)");
    }
}
