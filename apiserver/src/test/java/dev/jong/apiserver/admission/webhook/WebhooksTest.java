package dev.jong.apiserver.admission.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Bytes;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.autoscaling.v1.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Service;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.User;
import dev.jong.apiserver.webhook.HookServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhooksTest {
    @TempDir Path folder;

    private LiveServer server;
    private HookServer hooks;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
        hooks = new HookServer();
        hooks.on("/yes", review -> answer(review, JsonObject.EMPTY.with("allowed", yes())));
        hooks.on("/no", review -> answer(review, no("not this one")));
    }

    @AfterEach
    void stop() {
        hooks.close();
        server.close();
    }

    @Test
    void refusesInTheWebhooksWords() {
        validating("a.b.c", "/no", "");
        assertThatThrownBy(() -> map("m"))
                .isInstanceOf(ApiException.Forbidden.class)
                .hasMessage("admission webhook \"a.b.c\" denied the request: not this one");
        var request = hooks.asked().getFirst().object("request");
        assertThat(hooks.asked().getFirst().text("apiVersion")).isEqualTo("admission.k8s.io/v1");
        assertThat(request.text("operation")).isEqualTo("CREATE");
        assertThat(request.text("namespace")).isEqualTo("default");
        assertThat(request.text("name")).isEqualTo("m");
        assertThat(request.object("resource").text("resource")).isEqualTo("configmaps");
        assertThat(request.object("object").text("kind")).isEqualTo("ConfigMap");
        assertThat(request.has("subResource")).isFalse();
        assertThat(request.object("userInfo").text("username")).isEqualTo("system:apiserver");
        assertThat(request.object("options").text("kind")).isEqualTo("CreateOptions");
    }

    @Test
    void speaksTheOldVersionWhereThatIsAllAWebhookKnows() {
        hooks.on(
                "/old",
                _ ->
                        JsonObject.EMPTY
                                .with("apiVersion", "admission.k8s.io/v1beta1")
                                .with("kind", "AdmissionReview")
                                .with("response", no("too new")));
        server.create(
                ValidatingWebhookConfiguration.KIND,
                configuration("a.b.c", hooks.url("/old"), hooks.bundle(), "", RULES)
                        .replace("[v1]}", "[v2, v1beta1]}"));
        assertThatThrownBy(() -> map("m")).hasMessageContaining("too new");
        assertThat(hooks.asked().getFirst().text("apiVersion"))
                .isEqualTo("admission.k8s.io/v1beta1");
    }

    @Test
    void appliesPatchesInOrderAndDefaultsAgain() {
        patching("/one", "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"a\":\"1\"}}]");
        patching("/two", "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]");
        mutating("one.b.c", "/one", "");
        mutating("two.b.c", "/two", "");
        assertThat(map("m").data()).containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b", "2"));
        assertThat(hooks.asked().getFirst().object("request").object("object").object("metadata"))
                .satisfies(metadata -> assertThat(metadata.has("uid")).isFalse());
    }

    @Test
    void asksAgainWhenALaterWebhookChangesTheObject() {
        patching("/one", "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"a\":\"1\"}}]");
        mutating("a.b.c", "/yes", ", reinvocationPolicy: IfNeeded");
        mutating("b.b.c", "/one", "");
        map("m");
        assertThat(hooks.asked()).hasSize(3);
        assertThat(
                        hooks.asked()
                                .getLast()
                                .object("request")
                                .object("object")
                                .object("data")
                                .text("a"))
                .isEqualTo("1");
    }

    @Test
    void refusesConditionsThatDoNotCompile() {
        assertThatThrownBy(() ->
                        mutating(
                                "a.b.c",
                                "/yes",
                                ", matchConditions: [{name: bad, expression: '... [] bad'}]"))
                .hasMessageContaining("webhooks[0].matchConditions[0].expression")
                .hasMessageContaining("compilation failed");
    }

    @Test
    void seesObjectsInTheVersionOfTheRule() {
        validating(
                "a.b.c",
                "/no",
                "",
                "{operations: [CREATE], apiGroups: [autoscaling], apiVersions: [v2], resources:"
                        + " [horizontalpodautoscalers]}");
        assertThatThrownBy(() ->
                        server.create(
                                HorizontalPodAutoscaler.KIND,
                                "{metadata: {name: h}, spec: {maxReplicas: 2, scaleTargetRef: {kind:"
                                        + " Deployment, name: d}, targetCPUUtilizationPercentage:"
                                        + " 50}}"))
                .isInstanceOf(ApiException.Forbidden.class);
        var request = hooks.asked().getFirst().object("request");
        assertThat(request.object("object").text("apiVersion")).isEqualTo("autoscaling/v2");
        assertThat(request.object("kind").text("version")).isEqualTo("v2");
        assertThat(request.object("requestKind").text("version")).isEqualTo("v1");
        assertThat(request.object("requestResource").text("version")).isEqualTo("v1");
    }

    @Test
    void asksOnlyInNamespacesAndOfObjectsThatAreSelected() {
        validating("a.b.c", "/no", ", namespaceSelector: {matchLabels: {guarded: 'yes'}}");
        validating("b.b.c", "/no", ", objectSelector: {matchLabels: {guarded: 'yes'}}");
        map("m");
        assertThat(hooks.asked()).isEmpty();
        assertThatThrownBy(() ->
                        server.create(
                                ConfigMap.KIND, "metadata: {name: g, labels: {guarded: 'yes'}}"))
                .hasMessageContaining("b.b.c");
    }

    @Test
    void seesScaleAsScale() {
        server.create(
                Deployment.KIND,
                "{metadata: {name: d}, spec: {replicas: 1, selector: {matchLabels: {a: b}},"
                        + " template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a,"
                        + " image: i}]}}}}");
        patching("/five", "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":5}]");
        mutating(
                "a.b.c",
                "/five",
                "",
                "{operations: [UPDATE], apiGroups: [apps], apiVersions: [v1], resources:"
                        + " [deployments/scale]}");
        server.of(Deployment.KIND)
                .change(
                        "default",
                        "d",
                        "scale",
                        deployment -> deployment.mapSpec(spec -> spec.withReplicas(2)),
                        WriteOptions.DEFAULT);
        assertThat(server.get(Deployment.KIND, "d").spec().replicas()).isEqualTo(5);
        var request = hooks.asked().getFirst().object("request");
        assertThat(request.object("kind").text("kind")).isEqualTo(Scale.KIND.name());
        assertThat(request.text("subResource")).isEqualTo("scale");
        assertThat(request.object("oldObject").object("spec").get("replicas"))
                .isEqualTo(new JsonInteger(1));
    }

    @Test
    void isAskedBeforeEachObjectOfACollectionGoes() {
        map("a");
        map("b");
        validating(
                "a.b.c",
                "/yes",
                "",
                "{operations: [DELETE], apiGroups: ['*'], apiVersions: ['*'], resources:"
                        + " [configmaps]}");
        server.of(ConfigMap.KIND)
                .deleteCollection(
                        "default", ListQuery.ALL, DeleteOptions.EMPTY, WriteOptions.DEFAULT);
        assertThat(hooks.asked())
                .extracting(review -> review.object("request").object("oldObject").text("kind"))
                .containsExactly("ConfigMap", "ConfigMap");
        assertThat(hooks.asked().getFirst().object("request").has("object")).isTrue();
        assertThat(hooks.asked().getFirst().object("request").object("object").isEmpty()).isTrue();
    }

    @Test
    void mayNotChangeWhatIsDeleted() {
        map("a");
        patching("/one", "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{}}]");
        mutating(
                "a.b.c",
                "/one",
                "",
                "{operations: [DELETE], apiGroups: ['*'], apiVersions: ['*'], resources: ['*']}");
        assertThatThrownBy(() ->
                        server.of(ConfigMap.KIND)
                                .delete("default", "a", DeleteOptions.EMPTY, WriteOptions.DEFAULT))
                .hasMessageContaining("attempted to modify the object, which is not supported");
    }

    @Test
    void failsClosedOrOpenAsAsked() {
        validating("a.b.c", "/missing", ", failurePolicy: Ignore");
        map("m");
        validating("b.b.c", "/missing", "");
        assertThatThrownBy(() -> map("other"))
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
                configuration("a.b.c", stranger.url("/x"), stranger.bundle(), "", RULES));
        assertThatThrownBy(() -> map("m"))
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
                    configuration("a.b.c", hooks.url("/yes"), other.bundle(), "", RULES));
            assertThatThrownBy(() -> map("m")).hasMessageContaining("failed to call webhook: Post");
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
        validating("a.b.c", "/slow", ", timeoutSeconds: 1");
        assertThatThrownBy(() -> map("m")).hasMessageContaining("context deadline exceeded");
        never.countDown();
    }

    @Test
    void asksForDryRunsOnlyWhereThatIsHarmless() {
        validating("a.b.c", "/yes", "");
        server.create(ConfigMap.KIND, "metadata: {name: m}", WriteOptions.DRY_RUN);
        assertThat(hooks.asked().getFirst().object("request").get("dryRun"))
                .isEqualTo(JsonBoolean.of(true));
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
                        + RULES
                        + "], sideEffects: None, admissionReviewVersions: [v1]}]}");
        assertThatThrownBy(() -> map("m")).hasMessageContaining("not this one");
    }

    @Test
    void keepsConnections() {
        validating("a.b.c", "/yes", "");
        for (int i = 0; i < 5; i++) {
            map("m" + i);
        }
        assertThat(hooks.asked()).hasSize(5);
        assertThat(hooks.connections()).isEqualTo(1);
    }

    @Test
    void passesWarningsAndAuditAnnotationsOn() {
        hooks.on(
                "/warn",
                review ->
                        answer(
                                review,
                                JsonObject.EMPTY
                                        .with("allowed", yes())
                                        .with("warnings", JsonArray.of(new JsonText("mind")))
                                        .with(
                                                "auditAnnotations",
                                                JsonObject.EMPTY.with("k", "v"))));
        validating("a.b.c", "/warn", "");
        var context = RequestContext.of(User.SERVER);
        context.run(() -> map("m"));
        assertThat(context.warnings().texts()).containsExactly("mind");
        assertThat(context.annotations().values()).containsEntry("a.b.c/k", "v");
    }

    @Test
    void hasNoSayInItsOwnConfiguration() {
        var all = "{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*']}";
        validating("a.b.c", "/no", "", all);
        mutating("b.b.c", "/no", "", all);
        assertThatThrownBy(() -> map("m")).hasMessageContaining("b.b.c");
        server.of(MutatingWebhookConfiguration.KIND)
                .delete("", "b.b.c", DeleteOptions.EMPTY, WriteOptions.DEFAULT);
        server.of(ValidatingWebhookConfiguration.KIND)
                .delete("", "a.b.c", DeleteOptions.EMPTY, WriteOptions.DEFAULT);
        map("m");
    }

    @Test
    void refusesConnectionsToPods() {
        server.create(Pod.KIND, "{metadata: {name: p}, spec: {containers: [{name: a, image: i}]}}");
        validating(
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
    void refusesConfigurationsThatSayNothingSensible() {
        assertThatThrownBy(() ->
                        server.create(
                                ValidatingWebhookConfiguration.KIND,
                                "{metadata: {name: x}, webhooks: [{name: short, clientConfig: {url:"
                                        + " 'http://h'}, rules: [{operations: [CREATE, '*'],"
                                        + " apiGroups: [''], apiVersions: [v1], resources: [pods,"
                                        + " '*']}], timeoutSeconds: 31, admissionReviewVersions:"
                                        + " [v2]}]}"))
                .isInstanceOf(ApiException.Invalid.class)
                .hasMessageContaining("should be a domain with at least three segments")
                .hasMessageContaining("if '*' is present, must not specify other operations")
                .hasMessageContaining("other resources without subresources")
                .hasMessageContaining("must specify one of None, NoneOnDryRun")
                .hasMessageContaining("between 1 and 30 seconds")
                .hasMessageContaining("'https' is the only allowed URL scheme")
                .hasMessageContaining("must include at least one of v1, v1beta1");
    }

    private static final String RULES =
            "{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [configmaps]}";

    private void validating(String name, String path, String more) {
        validating(name, path, more, RULES);
    }

    private void validating(String name, String path, String more, String rules) {
        server.create(
                ValidatingWebhookConfiguration.KIND,
                configuration(name, hooks.url(path), hooks.bundle(), more, rules));
        server.settle();
    }

    private void mutating(String name, String path, String more) {
        mutating(name, path, more, RULES);
    }

    private void mutating(String name, String path, String more, String rules) {
        server.create(
                MutatingWebhookConfiguration.KIND,
                configuration(name, hooks.url(path), hooks.bundle(), more, rules));
        server.settle();
    }

    private static String configuration(
            String name, String url, String bundle, String more, String rules) {
        return "{metadata: {name: "
                + name
                + "}, webhooks: [{name: "
                + name
                + ", clientConfig: {url: '"
                + url
                + "', caBundle: "
                + bundle
                + "}, rules: ["
                + rules
                + "], sideEffects: None, admissionReviewVersions: [v1]"
                + more
                + "}]}";
    }

    private void patching(String path, String patch) {
        hooks.on(
                path,
                review ->
                        answer(
                                review,
                                JsonObject.EMPTY
                                        .with("allowed", yes())
                                        .with("patchType", "JSONPatch")
                                        .with("patch", Bytes.ofUtf8(patch).base64())));
    }

    private static JsonBoolean yes() {
        return JsonBoolean.of(true);
    }

    private static JsonObject no(String why) {
        return JsonObject.EMPTY
                .with("allowed", JsonBoolean.of(false))
                .with(
                        "status",
                        JsonObject.EMPTY
                                .with("message", why)
                                .with("reason", "Forbidden")
                                .with("code", new JsonInteger(403)));
    }

    private static JsonObject answer(JsonObject review, JsonObject response) {
        var uid = String.valueOf(review.object("request").text("uid"));
        return JsonObject.EMPTY
                .with("apiVersion", "admission.k8s.io/v1")
                .with("kind", "AdmissionReview")
                .with("response", response.with("uid", uid));
    }

    private ConfigMap map(String name) {
        server.settle();
        return server.create(ConfigMap.KIND, "metadata: {name: " + name + "}");
    }
}
