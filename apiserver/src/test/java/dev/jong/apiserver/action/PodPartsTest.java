package dev.jong.apiserver.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is written through subresources of Pods and budgets, as upstream's server takes it.
@Timeout(60)
class PodPartsTest {
    private static final String NAMESPACE = "/api/v1/namespaces/default";
    private static final String POD = NAMESPACE + "/pods/p";

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
        server.post(
                "admin", NAMESPACE + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        var made =
                server.post(
                        "admin",
                        NAMESPACE + "/pods",
                        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"a\","
                                + "\"image\":\"a\"}]}}");
        assertThat(made.status()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nobodyOwnsTheNodeThatAPodIsBoundTo() {
        var bound =
                server.post(
                        "admin",
                        POD + "/binding",
                        "{\"metadata\":{\"name\":\"p\"},\"target\":{\"name\":\"n\"}}");
        assertThat(bound.status()).isEqualTo(201);
        var pod = server.get("admin", POD).body();
        assertThat(pod.object("spec").text("nodeName")).isEqualTo("n");
        assertThat(pod.object("metadata").array("managedFields").toString())
                .doesNotContain("f:nodeName");
    }

    @Test
    void labelsAreNotChangedWithEphemeralContainers() {
        var patched =
                server.call(
                        "admin",
                        "PATCH",
                        POD + "/ephemeralcontainers",
                        "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"ephemeralContainers\":"
                                + "[{\"name\":\"d\",\"image\":\"d\"}]}}",
                        "Content-Type",
                        "application/strategic-merge-patch+json");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.body().object("metadata").has("labels")).isFalse();
    }

    @Test
    void aPodThatGoesAtOnceIsMarkedBefore() {
        var before = server.get("admin", POD).body().object("metadata");
        var dry = server.call("admin", "DELETE", POD + "?gracePeriodSeconds=0&dryRun=All", "");
        assertMarked(dry.body().object("metadata"));
        assertThat(server.get("admin", POD).body().object("metadata")).isEqualTo(before);
        var gone = server.call("admin", "DELETE", POD + "?gracePeriodSeconds=0", "");
        assertThat(gone.status()).isEqualTo(200);
        assertMarked(gone.body().object("metadata"));
        assertThat(server.get("admin", POD).status()).isEqualTo(404);
    }

    @Test
    void aSecondDeleteShortensTheTimeAndTheLastEndsIt() {
        server.post(
                "admin",
                POD + "/binding",
                "{\"metadata\":{\"name\":\"p\"},\"target\":{\"name\":\"n\"}}");
        server.call("admin", "DELETE", POD + "?gracePeriodSeconds=100", "");
        var shorter = server.call("admin", "DELETE", POD + "?gracePeriodSeconds=-5", "");
        assertThat(shorter.body().object("metadata").get("deletionGracePeriodSeconds"))
                .isEqualTo(new JsonInteger(1));
        assertThat(server.get("admin", POD).status()).isEqualTo(200);
        var gone = server.call("admin", "DELETE", POD + "?gracePeriodSeconds=0", "");
        assertMarked(gone.body().object("metadata"));
        assertThat(server.get("admin", POD).status()).isEqualTo(404);
    }

    private static void assertMarked(JsonObject metadata) {
        assertThat(metadata.text("deletionTimestamp")).isNotEmpty();
        assertThat(metadata.get("deletionGracePeriodSeconds")).isEqualTo(new JsonInteger(0));
        assertThat(metadata.get("generation")).isEqualTo(new JsonInteger(2));
    }

    @Test
    void aJsonPatchThatFailsTellsOfNothing() {
        var failed =
                server.call(
                        "admin",
                        "PATCH",
                        POD,
                        "[{\"op\":\"test\",\"path\":\"/metadata/name\",\"value\":\"q\"}]",
                        "Content-Type",
                        "application/json-patch+json");
        assertThat(failed.status()).isEqualTo(422);
        assertThat(failed.body().get("details")).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void refusesWhatCannotBe() {
        var budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
        server.post(
                "admin", budgets, "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"minAvailable\":1}}");
        var status =
                server.call(
                        "admin",
                        "PATCH",
                        budgets + "/b/status",
                        "{\"status\":{\"disruptionsAllowed\":-1}}",
                        "Content-Type",
                        "application/merge-patch+json");
        assertThat(status.message()).contains("must be greater than or equal to 0");
        var evicted =
                server.post(
                        "admin",
                        POD + "/eviction",
                        "{\"metadata\":{\"name\":\"p\",\"namespace\":\"other\"}}");
        assertThat(evicted.status()).isEqualTo(400);
        assertThat(server.get("admin", NAMESPACE + "/pods?limit=").message())
                .isEqualTo("strconv.ParseInt: parsing \"\": invalid syntax");
    }
}
