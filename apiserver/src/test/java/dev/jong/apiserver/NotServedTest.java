package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What is answered where nothing is, as upstream's server answers it.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotServedTest {
    private final TestServer server = TestServer.start();

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aLineOfTextWhereNoGroupOfItsOwnIs() {
        for (var path :
                List.of(
                        "/foo",
                        "/apis/nope",
                        "/apis/nope/v1",
                        "/apis/nope/v1/things",
                        "/apis/nope/v1/namespaces/default/things/x/status",
                        "/apis/appsfoo",
                        "/openid/v1",
                        "/livez/nope")) {
            assertPlain(server.get("admin", path));
            assertPlain(server.call("admin", "DELETE", path, ""));
        }
    }

    @Test
    void aStatusBelowWhatHasRoutes() {
        for (var path :
                List.of(
                        "/api/v2",
                        "/api/v1/nopes",
                        "/apis/apps/v9",
                        "/apis/apps/v9/deployments",
                        "/apis/apps/v1/nopes/x",
                        "/apis/authorization.k8s.io/v2",
                        "/version/x",
                        "/openid/v1/jwks/x")) {
            var answer = server.get("admin", path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.message())
                    .isEqualTo("the server could not find the requested resource");
        }
    }

    @Test
    void nothingOfADocumentThatIsNotThere() {
        var answer = server.get("admin", "/openapi/v3/apis/nope/v1");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void refusesWhoMayNotAskBeforeItLooks() {
        var answer = server.get("alice", "/apis/nope/v1/things");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.response().headers().firstValue("X-Content-Type-Options"))
                .contains("nosniff");
    }

    @Test
    void namesACustomResourceInWhatItRefuses() {
        server.post(
                "admin",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                """
                {"metadata":{"name":"things.example.com"},"spec":{"group":"example.com",
                "scope":"Namespaced","names":{"plural":"things","kind":"Thing"},
                "versions":[{"name":"v1","served":true,"storage":true,
                "schema":{"openAPIV3Schema":{"type":"object"}}}]}}
                """);
        var things = "/apis/example.com/v1/namespaces/default/things";
        await().until(() -> server.get("admin", things).status() == 200);
        assertPlain(server.get("admin", "/apis/example.com/v2"));
        assertPlain(server.get("admin", "/apis/example.com/v1/nopes"));
        assertPlain(server.get("admin", "/apis/example.com/v1/things/x"));
        assertPlain(server.call("admin", "DELETE", "/apis/example.com/v1/things", ""));
        assertThat(server.get("admin", things + "/x/status").message())
                .isEqualTo("things.example.com \"x\" not found");
        assertThat(server.call("admin", "PUT", things, "{}").message())
                .isEqualTo("name must be provided");
        var refused = server.call("admin", "OPTIONS", things, "");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.message())
                .isEqualTo(" is not supported on resources of kind \"things.example.com\"");
    }

    private static void assertPlain(TestServer.Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("404 page not found\n");
        var headers = answer.response().headers();
        assertThat(headers.firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Cache-Control")).contains("no-cache, private");
    }
}
