package dev.jong.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestServer;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
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
    void saysThatItEndsAndServesOnUntilThen() throws Exception {
        var server = TestServer.start("--shutdown-delay-duration=3s");
        var ending = CompletableFuture.runAsync(() -> server.server().close());
        Awaitility.await().until(() -> server.get("", "/readyz").status() == 500);
        assertThat(server.get("", "/readyz").text())
                .contains("[-]shutdown failed: reason withheld");
        assertThat(server.get("", "/livez").status()).isEqualTo(200);
        assertThat(server.get("admin", "/api/v1/namespaces").status()).isEqualTo(200);
        ending.join();
    }
}
