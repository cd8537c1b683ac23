package dev.jong.apiserver.custom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Objects within each other, nearly as many as can be kept: everything that walks them does so on
/// the stack of a request's thread, and nothing lets them become deeper than can be read again.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeepObjectsTest {
    private static final String PATH = "/apis/d.example.com/v1/namespaces/default/deeps";
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /// With the object around it and the levels that managed fields have above it, 1,000.
    private static final int LEVELS = 990;

    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.start();
        server.post(
                "admin",
                DEFINITIONS,
                """
                {"metadata": {"name": "deeps.d.example.com"}, "spec": {"group": "d.example.com", "scope": "Namespaced",
                 "names": {"plural": "deeps", "kind": "Deep"},
                 "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                   {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}
                """);
        Awaitility.await().until(() -> server.get("admin", PATH).status() == 200);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String nested(int levels, String innermost) {
        return "{\"a\":".repeat(levels) + innermost + "}".repeat(levels);
    }

    private static String object(String name, String metadata, int levels, String innermost) {
        return "{\"apiVersion\":\"d.example.com/v1\",\"kind\":\"Deep\",\"metadata\":{\"name\":\""
                + name
                + "\""
                + metadata
                + "},\"spec\":"
                + nested(levels, innermost)
                + "}";
    }

    private TestServer.Answer make(String name, int levels) {
        var answer = server.post("admin", PATH, object(name, "", levels, "1"));
        assertThat(answer.status()).as(name).isEqualTo(201);
        return answer;
    }

    private TestServer.Answer patch(String name, String type, String body) {
        return server.call(
                "admin",
                "PATCH",
                PATH + "/" + name + "?fieldManager=patcher",
                body,
                "Content-Type",
                "application/" + type);
    }

    private void assertReadable(String name) {
        var read = server.get("admin", PATH + "/" + name);
        assertThat(read.status()).isEqualTo(200);
        assertThat(server.get("admin", PATH).status()).isEqualTo(200);
    }

    @Test
    void takesEveryKindOfWrite() {
        var made = make("written", LEVELS);
        var version = made.body().object("metadata").text("resourceVersion");
        var put =
                server.call(
                        "admin",
                        "PUT",
                        PATH + "/written",
                        object("written", ",\"resourceVersion\":\"" + version + "\"", LEVELS, "2"));
        assertThat(put.status()).as(put.text()).isEqualTo(200);
        var merged = patch("written", "merge-patch+json", "{\"spec\":" + nested(LEVELS, "3") + "}");
        assertThat(merged.status()).as(merged.message()).isEqualTo(200);
        var stepped =
                patch(
                        "written",
                        "json-patch+json",
                        "[{\"op\":\"replace\",\"path\":\"/spec"
                                + "/a".repeat(LEVELS)
                                + "\",\"value\":4}]");
        assertThat(stepped.status()).as(stepped.message()).isEqualTo(200);
        var applied =
                server.call(
                        "admin",
                        "PATCH",
                        PATH + "/written?fieldManager=applier&force=true",
                        object("written", "", LEVELS, "5"),
                        "Content-Type",
                        "application/apply-patch+yaml");
        assertThat(applied.status()).as(applied.message()).isEqualTo(200);
        assertThat(
                        patch(
                                        "written",
                                        "merge-patch+json",
                                        "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}")
                                .status())
                .isEqualTo(200);
        assertReadable("written");
        assertThat(server.call("admin", "DELETE", PATH + "/written", "").status()).isEqualTo(200);
    }

    @Test
    void letsNoPatchMakeThemDeeperThanCanBeRead() {
        make("deepened", 600);
        var added =
                patch(
                        "deepened",
                        "json-patch+json",
                        "[{\"op\":\"add\",\"path\":\"/spec"
                                + "/a".repeat(600)
                                + "\",\"value\":"
                                + nested(600, "1")
                                + "}]");
        assertThat(added.status()).isEqualTo(422);
        var copied =
                patch(
                        "deepened",
                        "json-patch+json",
                        "[{\"op\":\"copy\",\"from\":\"/spec\",\"path\":\"/spec"
                                + "/a".repeat(500)
                                + "\"}]");
        assertThat(copied.status()).isEqualTo(422);
        assertReadable("deepened");
    }

    @Test
    void refusesMoreThanCanBeRead() {
        for (int levels : new int[] {1000, 5000, 20_000}) {
            var name = "refused-" + levels;
            assertThat(server.post("admin", PATH, object(name, "", levels, "1")).status())
                    .isEqualTo(400);
            assertThat(server.get("admin", PATH + "/" + name).status()).isEqualTo(404);
        }
        for (int levels = LEVELS; levels < 1000; levels++) {
            var name = "border-" + levels;
            var made = server.post("admin", PATH, object(name, "", levels, "1"));
            if (made.status() == 201) {
                assertReadable(name);
            } else {
                assertThat(made.status()).isBetween(400, 500);
                assertReadableWithout(name);
            }
        }
    }

    private void assertReadableWithout(String name) {
        assertThat(server.get("admin", PATH + "/" + name).status()).isEqualTo(404);
        assertThat(server.get("admin", PATH).status()).isEqualTo(200);
    }
}
