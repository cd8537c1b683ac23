package dev.jong.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.Cbor;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import java.net.ConnectException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ServingTest {
    @Test
    void tellsWhatItIsAndHowItWasStarted() {
        try (var server = TestServer.start("--shutdown-delay-duration=1ms")) {
            assertThat(server.get("admin", "/statusz").text())
                    .startsWith("\nkube-apiserver statusz\nWarning: This endpoint")
                    .contains("Binary version: v1.36", "/healthz");
            assertThat(server.get("admin", "/flagz").text())
                    .startsWith("\nkube-apiserver flagz\n")
                    .contains("\nshutdown-delay-duration=1ms\n", "\nanonymous-auth=true\n");
            var flags =
                    server.call(
                                    "admin",
                                    "GET",
                                    "/flagz",
                                    "",
                                    "Accept",
                                    "application/json;g=config.k8s.io;v=v1beta1;as=Flagz")
                            .body();
            assertThat(flags.text("kind")).isEqualTo("Flagz");
            assertThat(flags.object("flags").text("shutdown-delay-duration")).isEqualTo("1ms");
            assertThat(server.get("alice", "/flagz").status()).isEqualTo(403);
        }
    }

    @Test
    void tellsItInTheFormMostWanted() {
        try (var server = TestServer.start("--feature-gates=CBORServingAndStorage=true")) {
            var page = ";as=Statusz;v=v1alpha1;g=config.k8s.io";
            var yaml = accepting(server, "text/html,application/yaml" + page + ",text/plain");
            assertThat(yaml.text())
                    .startsWith("apiVersion: config.k8s.io/v1alpha1\n")
                    .contains("emulationVersion: \"1.36\"\n", "- /livez\n");
            assertThat(yaml.response().headers().firstValue("Content-Type"))
                    .contains("application/yaml;g=config.k8s.io;v=v1alpha1;as=Statusz");
            var cbor = accepting(server, "application/cbor" + page);
            assertThat(((JsonObject) Cbor.parse(cbor.response().body())).text("kind"))
                    .isEqualTo("Statusz");
            for (var none :
                    List.of("application/json", "application/json" + page.replace("Sta", "Fo"))) {
                var refused = accepting(server, none);
                assertThat(refused.status()).isEqualTo(406);
                assertThat(refused.message())
                        .isEqualTo(
                                "only the following media types are accepted: application/json,"
                                        + " application/yaml, text/plain, application/cbor");
            }
        }
    }

    private static TestServer.Answer accepting(TestServer server, String accept) {
        return server.call("admin", "GET", "/statusz", "", "Accept", accept);
    }

    @Test
    void leavesOutChecksThatNobodyWants() {
        try (var server = TestServer.start()) {
            assertThat(server.get("", "/readyz?verbose&exclude=etcd").text())
                    .contains("[+]ping ok\n", "[+]etcd excluded: ok\n", "[+]shutdown ok\n")
                    .endsWith("readyz check passed\n");
            assertThat(server.get("", "/livez?verbose&exclude=nope").text())
                    .contains(
                            "warn: some health checks cannot be excluded: no matches for \"nope\"\n")
                    .doesNotContain("shutdown");
            assertThat(server.get("admin", "/livez/ping").text()).isEqualTo("ok");
        }
    }

    @Test
    void healthIsToldToThoseWhoMayAsk() {
        try (var server = TestServer.start()) {
            Awaitility.await().until(() -> server.get("", "/readyz").status() == 200);
            var roles = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/";
            server.call("admin", "DELETE", roles + "system:public-info-viewer", "");
            Awaitility.await().until(() -> server.get("", "/readyz").status() == 403);
            assertThat(server.get("admin", "/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void columnsOfConfigMapsAreDescribed() {
        try (var server = TestServer.start()) {
            var table =
                    server.call(
                            "admin",
                            "GET",
                            "/api/v1/configmaps",
                            "",
                            "Accept",
                            "application/json;as=Table;v=v1;g=meta.k8s.io");
            assertThat(table.text())
                    .contains(
                            "\"description\":\"Data contains the configuration data. ",
                            " happens-before order ",
                            " is in UTC. Populated by the system.");
        }
    }

    @Test
    void saysThatItEndsAndServesOnUntilThen() throws Exception {
        var server = TestServer.start("--shutdown-delay-duration=1h");
        var ending = Thread.ofVirtual().start(() -> server.server().close());
        Awaitility.await().until(() -> server.get("", "/readyz").status() == 500);
        assertThat(server.get("", "/readyz").text())
                .contains("[-]shutdown failed: reason withheld");
        assertThat(server.get("", "/livez").status()).isEqualTo(200);
        assertThat(server.get("admin", "/api/v1/namespaces").status()).isEqualTo(200);
        ending.interrupt();
        ending.join();
        assertThatThrownBy(() -> server.get("", "/livez"))
                .hasCauseInstanceOf(ConnectException.class);
    }
}
