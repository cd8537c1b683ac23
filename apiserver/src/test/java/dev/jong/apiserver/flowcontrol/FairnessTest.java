package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.ApiServer;
import dev.jong.apiserver.ApiServerConfig;
import dev.jong.apiserver.authentication.TokenKeys;
import dev.jong.apiserver.chain.AccessConfig;
import dev.jong.apiserver.request.User;
import dev.jong.http.HttpServerConfig;
import dev.jong.store.LogStore;
import dev.jong.store.Store;
import dev.jong.store.StoreOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
class FairnessTest {
    private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1";
    private static final String SCHEMAS = GROUP + "/flowschemas";
    private static final String LEVELS = GROUP + "/prioritylevelconfigurations";
    private static final String SCHEMA_UID = "X-Kubernetes-PF-FlowSchema-UID";

    /// Does not wait long for its turn.
    private static final String BRIEF = "/version?timeout=100ms";

    private final HttpClient client = HttpClient.newHttpClient();
    private Store store;
    private ApiServer server;

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
                                        "alice", User.of("alice", List.of())));
        server =
                ApiServer.start(
                        new ApiServerConfig(
                                        HttpServerConfig.plain("127.0.0.1", 0),
                                        InstantSource.system(),
                                        RandomGenerator.getDefault())
                                .withAccess(access),
                        store);
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
        store.close();
    }

    private HttpResponse<String> call(String token, String method, String path, String body)
            throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonObject get(String path) throws Exception {
        return (JsonObject) Json.parse(call("admin", "GET", path, "").body());
    }

    private void create(String path, String object) throws Exception {
        var answer = call("admin", "POST", path, object);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
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

    private String dangling(String name) throws Exception {
        return get(SCHEMAS + "/" + name).object("status").array("conditions").items().stream()
                .map(JsonObject.class::cast)
                .map(condition -> condition.text("type") + " " + condition.text("reason"))
                .findFirst()
                .orElse("");
    }

    @Test
    void classesQueuesAndSendsAway() throws Exception {
        create(SCHEMAS, schema("alices", "none-at-all", 50));
        Awaitility.await().until(() -> dangling("alices").equals("Dangling NotFound"));
        var rest = call("alice", "GET", "/version", "");
        assertThat(rest.statusCode()).isEqualTo(200);
        assertThat(rest.headers().firstValue(SCHEMA_UID))
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
                                answer -> answer.statusCode() == 429);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        assertThat(away.body()).isEqualTo("Too many requests, please try again later.\n");
        assertThat(away.headers().firstValue(SCHEMA_UID))
                .contains(get(SCHEMAS + "/alices").object("metadata").text("uid"));
        assertThat(call("alice", "GET", "/api", "").statusCode()).isEqualTo(200);
        assertThat(call("admin", "GET", "/metrics", "").body())
                .contains(
                        "apiserver_flowcontrol_nominal_limit_seats{priority_level=\"none-at-all\"} 0")
                .contains("reason=\"time-out\"");
        assertThat(
                        call(
                                        "admin",
                                        "GET",
                                        "/debug/api_priority_and_fairness/dump_priority_levels",
                                        "")
                                .body())
                .startsWith("PriorityLevelName, ")
                .contains("none-at-all,");
    }

    @Test
    void keepsWhatEveryServerNeeds() throws Exception {
        call("admin", "DELETE", SCHEMAS + "/catch-all", "");
        Awaitility.await()
                .until(() -> call("admin", "GET", SCHEMAS + "/catch-all", "").statusCode() == 200);
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        var wrong = call("admin", "POST", SCHEMAS, schema("x", "", 10_001));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
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
        assertThat(level.body())
                .contains(
                        "spec.limited.limitResponse.queuing.queueLengthLimit: Invalid value: -1: must be positive",
                        "should not be greater than queues (2)");
    }
}
