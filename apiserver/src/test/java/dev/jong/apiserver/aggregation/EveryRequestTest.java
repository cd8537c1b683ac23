package dev.jong.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What every request meets with: packing, names, deadlines.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryRequestTest {
    private AggregatedServer server;

    @BeforeAll
    void start() throws Exception {
        server = new AggregatedServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void describesItselfInProtobufToo() {
        var type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
        var answer =
                server.call("GET", "/openapi/v2", "", "Accept", type + ",application/json;q=0.5");
        assertThat(answer.headers().value("Content-Type")).isEqualTo(type);
        assertThat(answer.text()).startsWith("\n\u00032.0").contains("io.k8s.api.core.v1.Pod");
        var tag = answer.headers().value("ETag");
        var again = server.call("GET", "/openapi/v2", "", "Accept", type, "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
    }

    @Test
    void packsLargeAnswers() {
        var plain = server.call("GET", "/openapi/v2", "");
        var packed = server.call("GET", "/openapi/v2", "", "Accept-Encoding", "gzip");
        assertThat(plain.headers().has("Content-Encoding")).isFalse();
        assertThat(packed.headers().value("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.text().length()).isLessThan(plain.text().length() / 2);
        assertThat(server.call("GET", "/version", "", "Accept-Encoding", "gzip").headers().names())
                .doesNotContain("content-encoding");
    }

    @Test
    void namesEveryRequest() {
        assertThat(server.get("/version").headers().value("Audit-Id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(
                        server.call("GET", "/nowhere", "", "Audit-ID", "mine")
                                .headers()
                                .value("Audit-Id"))
                .isEqualTo("mine");
    }

    @Test
    void refusesTimesThatAreNone() {
        var answer = server.get("/api/v1/namespaces?timeout=invalid");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().text("message"))
                .contains("invalid timeout specified in the request URL");
        assertThat(server.get("/api/v1/namespaces?timeout=3m").status()).isEqualTo(200);
        assertThat(server.get("/api/v1/namespaces?timeout=0s").status()).isEqualTo(200);
    }

    @Test
    void tellsHowItsPartsAre() {
        var list = server.get("/api/v1/componentstatuses");
        assertThat(AggregatedServer.names(list.json(), "items", "metadata"))
                .containsExactly("controller-manager", "etcd-0", "scheduler");
        assertThat(list.headers().value("Warning"))
                .isEqualTo("299 - \"v1 ComponentStatus is deprecated in v1.19+\"");
        assertThat(
                        server.get("/api/v1/componentstatuses/etcd-0")
                                .json()
                                .array("conditions")
                                .toString())
                .isEqualTo("[{\"message\":\"ok\",\"status\":\"True\",\"type\":\"Healthy\"}]");
        assertThat(server.get("/api/v1/componentstatuses/x").json().text("message"))
                .isEqualTo("componentstatus \"x\" not found");
        assertThat(server.call("DELETE", "/api/v1/componentstatuses/etcd-0", "").status())
                .isEqualTo(405);
    }
}
