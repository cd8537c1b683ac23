package dev.jong.apiserver.action;

import static org.assertj.core.api.Assertions.assertThat;

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
