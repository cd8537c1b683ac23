package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ComponentPagesTest {
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(int port, String token, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void tellsHealthToAllAndMetricsOfThePartToThoseWhoMay() throws Exception {
        int port;
        try (var server = TestServer.start()) {
            var metrics = server.server().metrics().part();
            metrics.counters("parts_made_total", "What the part made.").with().add(3);
            var configurations =
                    JsonObject.of(
                            "part.config.k8s.io", JsonObject.of("kind", new JsonText("Part")));
            port = server.server().serveComponent("part", 0, metrics, configurations).getPort();
            for (var path : new String[] {"/healthz", "/livez", "/readyz"}) {
                assertThat(get(port, "", path).body()).isEqualTo("ok");
            }
            var refused = get(port, "", "/metrics");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(((JsonObject) Json.parse(refused.body())).text("message"))
                    .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
            assertThat(get(port, "nobody", "/healthz").statusCode()).isEqualTo(401);
            assertThat(get(port, "alice", "/metrics").statusCode()).isEqualTo(403);
            assertThat(get(port, "admin", "/metrics").body())
                    .contains("\nparts_made_total 3\n", "\nprocess_start_time_seconds ")
                    .doesNotContain("apiserver_");
            assertThat(get(port, "admin", "/metrics/slis").body())
                    .contains("kubernetes_healthcheck{name=\"ping\",type=\"livez\"} 1");
            assertThat(get(port, "admin", "/statusz").body())
                    .startsWith("\nkube-part statusz\n")
                    .contains(" /healthz ", "\nBinary version: v1.36.");
            assertThat(get(port, "admin", "/flagz").body())
                    .startsWith("\nkube-part flagz\n")
                    .endsWith("\nsecure-port=0\n")
                    .doesNotContain("max-requests-inflight");
            assertThat(get(port, "alice", "/flagz").statusCode()).isEqualTo(403);
            assertThat(get(port, "admin", "/configz").body())
                    .isEqualTo("{\"part.config.k8s.io\":{\"kind\":\"Part\"}}");
            assertThat(get(port, "alice", "/configz").statusCode()).isEqualTo(403);
            assertThat(get(port, "admin", "/api/v1/nodes").statusCode()).isEqualTo(404);
            assertThat(server.get("admin", "/metrics").text())
                    .contains("\nparts_made_total 3\n", "apiserver_");
        }
        assertThatThrownBy(() -> get(port, "", "/healthz")).isInstanceOf(ConnectException.class);
    }
}
