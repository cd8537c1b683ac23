package dev.jong.apiserver.admission.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Bytes;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.webhook.HookServer;
import dev.jong.http.DisconnectedException;
import dev.jong.http.Headers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks that cannot be reached, hang, lie or do not come to an end.
class WebhookFaultsTest {
    @TempDir Path folder;

    private HookedServer hooked;
    private LiveServer server;
    private HookServer hooks;

    @BeforeEach
    void start() {
        hooked = new HookedServer(folder);
        server = hooked.server;
        hooks = hooked.hooks;
    }

    @AfterEach
    void stop() {
        hooked.close();
    }

    @Test
    void failsClosedOrOpenAsAsked() {
        hooked.validating("a.b.c", "/missing", ", failurePolicy: Ignore");
        hooked.map("m");
        hooked.validating("b.b.c", "/missing", "");
        assertThatThrownBy(() -> hooked.map("other"))
                .satisfies(e -> assertThat(((ApiException) e).reason()).isEqualTo("InternalError"))
                .hasMessage(
                        "Internal error occurred: failed calling webhook \"b.b.c\": failed to call"
                                + " webhook: the server could not find the requested resource");
    }

    @Test
    void tellsWhyAConnectionFailed() {
        var stranger = new HookServer();
        stranger.close();
        server.create(
                ValidatingWebhookConfiguration.KIND,
                HookedServer.configuration(
                        "a.b.c", stranger.url("/x"), stranger.bundle(), "", HookedServer.RULES));
        assertThatThrownBy(() -> hooked.map("m"))
                .hasMessageStartingWith(
                        "Internal error occurred: failed calling webhook \"a.b.c\": failed to call"
                                + " webhook: Post \"https://127.0.0.1:"
                                + stranger.port()
                                + "/x?timeout=10s\": dial tcp 127.0.0.1:")
                .hasMessageEndingWith("connect: connection refused");
    }

    @Test
    void trustsOnlyTheBundle() {
        try (var other = new HookServer()) {
            server.create(
                    ValidatingWebhookConfiguration.KIND,
                    HookedServer.configuration(
                            "a.b.c", hooks.url("/yes"), other.bundle(), "", HookedServer.RULES));
            assertThatThrownBy(() -> hooked.map("m"))
                    .hasMessageContaining("failed to call webhook: Post");
            assertThat(hooks.asked()).isEmpty();
        }
    }

    @Test
    void givesUpInTime() {
        var never = new CountDownLatch(1);
        hooks.on(
                "/slow",
                review -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return review;
                });
        hooked.validating("a.b.c", "/slow", ", timeoutSeconds: 1");
        assertThatThrownBy(() -> hooked.map("m")).hasMessageContaining("context deadline exceeded");
        never.countDown();
    }

    @Test
    void knowsServicesByTheirNameInTheCluster() {
        server.create(
                Service.KIND,
                "{metadata: {name: hook}, spec: {type: ExternalName, externalName: localhost}}");
        server.create(
                ValidatingWebhookConfiguration.KIND,
                "{metadata: {name: s}, webhooks: [{name: s.b.c, clientConfig: {caBundle: "
                        + hooks.bundle()
                        + ", service: {namespace: default, name: hook, path: /no, port: "
                        + hooks.port()
                        + "}},"
                        + " rules: ["
                        + HookedServer.RULES
                        + "], sideEffects: None, admissionReviewVersions: [v1]}]}");
        assertThatThrownBy(() -> hooked.map("m")).hasMessageContaining("not this one");
    }

    @Test
    void keepsConnections() {
        hooked.validating("a.b.c", "/yes", "");
        for (int i = 0; i < 5; i++) {
            hooked.map("m" + i);
        }
        assertThat(hooks.asked()).hasSize(5);
        assertThat(hooks.connections()).isEqualTo(1);
    }

    @Test
    void refusesConnectionsToPods() {
        server.create(Pod.KIND, "{metadata: {name: p}, spec: {containers: [{name: a, image: i}]}}");
        hooked.validating(
                "a.b.c",
                "/no",
                "",
                "{operations: [CONNECT], apiGroups: [''], apiVersions: [v1], resources:"
                        + " [pods/attach]}");
        var answer = server.post("/api/v1/namespaces/default/pods/p/attach?stdin=true&container=a");
        assertThat(answer).contains("not this one");
        var request = hooks.asked().getFirst().object("request");
        assertThat(request.text("operation")).isEqualTo("CONNECT");
        assertThat(request.object("object").text("kind")).isEqualTo("PodAttachOptions");
        assertThat(request.object("object").text("container")).isEqualTo("a");
    }

    @Test
    void doesNotBelieveWhoeverLies() {
        lying(
                "/uid",
                review ->
                        HookedServer.answer(review, allowed())
                                .with("response", allowed().with("uid", "other")),
                "expected response.uid=");
        lying(
                "/kind",
                review -> HookedServer.answer(review, allowed()).with("kind", "Pod"),
                "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got admission.k8s.io/v1, Kind=Pod");
        lying("/none", _ -> JsonObject.EMPTY, "webhook response was absent");
        lying(
                "/patch",
                review ->
                        HookedServer.answer(
                                review,
                                allowed().with("patch", "e30=").with("patchType", "JSONPatch")),
                "received undecodable patch in webhook response");
        lying(
                "/away",
                review ->
                        HookedServer.answer(
                                review,
                                allowed()
                                        .with(
                                                "patch",
                                                Bytes.ofUtf8(
                                                                "[{\"op\":\"remove\",\"path\":\"/gone\"}]")
                                                        .base64())
                                        .with("patchType", "JSONPatch")),
                "");
        lying(
                "/type",
                review ->
                        HookedServer.answer(
                                review, allowed().with("patch", "W10=").with("patchType", "Merge")),
                "unsupported patch type");
    }

    private static JsonObject allowed() {
        return JsonObject.EMPTY.with("allowed", HookedServer.yes());
    }

    /// A mutating webhook that is not believed stops the request, or is passed by.
    private void lying(String path, UnaryOperator<JsonObject> answer, String why) {
        hooks.on(path, answer);
        refusedWith(path, why);
    }

    private void refusedWith(String path, String why) {
        refusedWith(path, why, 30);
    }

    private void refusedWith(String path, String why, int timeoutSeconds) {
        var name = path.substring(1) + ".b.c";
        hooked.mutating(name, path, ", timeoutSeconds: " + timeoutSeconds);
        assertThatThrownBy(() -> hooked.map("m"))
                .satisfies(e -> assertThat(((ApiException) e).code()).isEqualTo(500))
                .hasMessageContaining(why);
        server.of(MutatingWebhookConfiguration.KIND)
                .delete("", name, DeleteOptions.EMPTY, WriteOptions.DEFAULT);
        server.settle();
    }

    @Test
    void givesUpOnWhoeverDoesNotComeToAnEnd() {
        hooks.raw(
                "/drip",
                exchange -> {
                    try (var stream = exchange.stream(200, Headers.EMPTY)) {
                        while (exchange.connected()) {
                            stream.write(new byte[] {' '});
                            stream.flush();
                            LockSupport.parkNanos(1_000_000);
                        }
                    }
                });
        hooks.raw(
                "/huge",
                exchange -> {
                    try (var stream = exchange.stream(200, Headers.EMPTY)) {
                        for (int i = 0; i < 400; i++) {
                            stream.write(new byte[64 << 10]);
                        }
                    }
                });
        hooks.raw(
                "/cut",
                exchange -> {
                    try (var stream = exchange.stream(200, Headers.of("Content-Length", "1000"))) {
                        stream.write("{\"kind\":".getBytes(StandardCharsets.US_ASCII));
                        stream.flush();
                        throw new DisconnectedException("on purpose");
                    }
                });
        hooks.raw(
                "/elsewhere",
                exchange ->
                        exchange.answer(
                                307, Headers.of("Location", hooks.url("/yes")), new byte[0]));
        hooks.raw("/text", exchange -> exchange.answerText(200, "yes"));
        refusedWith("/drip", "context deadline exceeded", 1);
        refusedWith("/huge", "");
        refusedWith("/cut", "failed to call webhook: Post");
        refusedWith("/elsewhere", "failed to call webhook");
        refusedWith("/text", "failed to call webhook");
        assertThat(hooked.map("fine").name()).isEqualTo("fine");
    }
}
