package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.webhook.HookServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Watches of objects that cannot be converted to the version in which they are wanted.
class FailingWatchTest {
    private static final String THINGS = "/apis/stable.example.com/%s/namespaces/default/things";
    private static final String WATCH = "?watch=1&timeoutSeconds=100";

    private TestServer server;
    private HookServer hooks;

    @BeforeEach
    void start() {
        hooks = new HookServer();
        hooks.on("/refuse", FailingWatchTest::refusal);
        server = TestServer.start();
        var answer =
                server.call(
                        "admin",
                        "POST",
                        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                        definition(hooks.url("/refuse"), hooks.bundle()),
                        "Content-Type",
                        "application/yaml");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        await().until(() -> server.get("admin", THINGS.formatted("v2")).status() == 200);
        var created =
                server.call(
                        "admin",
                        "POST",
                        THINGS.formatted("v1"),
                        "{apiVersion: stable.example.com/v1, kind: Thing, metadata: {name: a}}",
                        "Content-Type",
                        "application/yaml");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
        hooks.close();
    }

    @Test
    void endsWithAnEventThatTellsWhy() {
        var events = server.get("admin", THINGS.formatted("v2") + WATCH);
        assertThat(events.status()).isEqualTo(200);
        assertThat(events.body().text("type")).isEqualTo("ERROR");
        assertThat(events.body().object("object").text("kind")).isEqualTo("Status");
        assertThat(events.body().object("object").text("message"))
                .isEqualTo(
                        "conversion webhook for stable.example.com/v1, Kind=Thing failed: not"
                                + " today");
    }

    private static String definition(String url, String bundle) {
        return """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.stable.example.com}
        spec:
          group: stable.example.com
          scope: Namespaced
          names: {plural: things, kind: Thing}
          conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {url: '%s', caBundle: %s}}}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
          - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}
        """
                .formatted(url, bundle);
    }

    private static JsonObject refusal(JsonObject review) {
        return JsonObject.EMPTY
                .with("apiVersion", "apiextensions.k8s.io/v1")
                .with("kind", "ConversionReview")
                .with(
                        "response",
                        JsonObject.EMPTY
                                .with("uid", String.valueOf(review.object("request").text("uid")))
                                .with(
                                        "result",
                                        JsonObject.EMPTY
                                                .with("status", "Failed")
                                                .with("message", "not today"))
                                .with("convertedObjects", JsonArray.EMPTY));
    }
}
