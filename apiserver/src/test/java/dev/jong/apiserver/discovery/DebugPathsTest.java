package dev.jong.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.config.ServerFlags;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DebugPathsTest {
    private final List<Integer> levels = new CopyOnWriteArrayList<>();

    private TestServer start(String... flags) {
        return TestServer.start(
                config -> config.withVerbosity(levels::add).withFlags(ServerFlags.of(flags)));
    }

    @Test
    void changesHowMuchIsLogged() {
        try (var server = start("-v=2")) {
            assertThat(levels).containsExactly(2);
            var set = server.call("admin", "PUT", "/debug/flags/v", "5");
            assertThat(set.status()).isEqualTo(200);
            assertThat(set.text()).isEqualTo("successfully set klog.logging.verbosity to 5");
            assertThat(set.response().headers().firstValue("Content-Type")).hasValue("text/plain");
            for (var wrong : List.of("much", "-1", "+1", "", "5\n")) {
                var answer = server.call("admin", "PUT", "/debug/flags/v", wrong);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.text())
                        .isEqualTo("strconv.ParseUint: parsing \"" + wrong + "\": invalid syntax");
            }
            assertThat(server.get("admin", "/debug/flags/v").status()).isEqualTo(406);
            assertThat(server.call("alice", "PUT", "/debug/flags/v", "9").status()).isEqualTo(403);
            assertThat(levels).containsExactly(2, 5);
            assertThat(server.get("admin", "/debug/flags").text())
                    .isEqualTo(server.get("admin", "/debug/flags/").text())
                    .contains("<tr>v<br>");
        }
    }

    @Test
    void tellsOfThreadsAndHeap() {
        try (var server = start()) {
            assertThat(
                            server.get("admin", "/debug/pprof")
                                    .response()
                                    .headers()
                                    .firstValue("Location"))
                    .hasValue("/debug/pprof/");
            assertThat(server.get("admin", "/debug/pprof/").text())
                    .contains("goroutine?debug=2", "heap?debug=1");
            assertThat(server.get("admin", "/debug/pprof/goroutine?debug=2").text())
                    .contains("DebugPathsTest.tellsOfThreadsAndHeap", "virtual");
            assertThat(server.get("admin", "/debug/pprof/heap").text())
                    .contains("java.lang.String");
            var other = server.get("admin", "/debug/pprof/mutex");
            assertThat(other.status()).isEqualTo(404);
            assertThat(other.text()).isEqualTo("Unknown profile\n");
            assertThat(server.get("alice", "/debug/pprof/heap").status()).isEqualTo(403);
            assertThat(server.get("admin", "/").text()).doesNotContain("/debug/");
        }
    }

    @Test
    void hasNoneOfThemWithoutProfiling() {
        try (var server = start("--profiling=false")) {
            for (var path :
                    List.of(
                            "/debug/pprof/",
                            "/debug/pprof/heap",
                            "/debug/flags",
                            "/debug/flags/v")) {
                assertThat(server.get("admin", path).status()).isEqualTo(404);
            }
        }
    }
}
