package dev.jong.apiserver.admission.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.apps.v1.Deployment;
import dev.jong.api.autoscaling.v1.HorizontalPodAutoscaler;
import dev.jong.api.autoscaling.v1.Scale;
import dev.jong.api.core.v1.ConfigMap;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What webhooks are asked, and what comes of their answers.
class WebhooksTest {
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
    void refusesInTheWebhooksWords() {
        hooked.validating("a.b.c", "/no", "");
        assertThatThrownBy(() -> hooked.map("m"))
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
                                .with("response", HookedServer.no("too new")));
        server.create(
                ValidatingWebhookConfiguration.KIND,
                HookedServer.configuration(
                                "a.b.c", hooks.url("/old"), hooks.bundle(), "", HookedServer.RULES)
                        .replace("[v1]}", "[v2, v1beta1]}"));
        assertThatThrownBy(() -> hooked.map("m")).hasMessageContaining("too new");
        assertThat(hooks.asked().getFirst().text("apiVersion"))
                .isEqualTo("admission.k8s.io/v1beta1");
    }

    @Test
    void appliesPatchesInOrderAndDefaultsAgain() {
        hooked.patching("/one", "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"a\":\"1\"}}]");
        hooked.patching("/two", "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]");
        hooked.mutating("one.b.c", "/one", "");
        hooked.mutating("two.b.c", "/two", "");
        assertThat(hooked.map("m").data())
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b", "2"));
        assertThat(hooks.asked().getFirst().object("request").object("object").object("metadata"))
                .satisfies(metadata -> assertThat(metadata.has("uid")).isFalse());
    }

    @Test
    void asksAgainWhenALaterWebhookChangesTheObject() {
        hooked.patching("/one", "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"a\":\"1\"}}]");
        hooked.mutating("a.b.c", "/yes", ", reinvocationPolicy: IfNeeded");
        hooked.mutating("b.b.c", "/one", "");
        hooked.map("m");
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
                        hooked.mutating(
                                "a.b.c",
                                "/yes",
                                ", matchConditions: [{name: bad, expression: '... [] bad'}]"))
                .hasMessageContaining("webhooks[0].matchConditions[0].expression")
                .hasMessageContaining("compilation failed");
    }

    @Test
    void seesObjectsInTheVersionOfTheRule() {
        hooked.validating(
                "a.b.c",
                "/no",
                "",
                "{operations: [CREATE], apiGroups: [autoscaling], apiVersions: [v2], resources:"
                        + " [horizontalpodautoscalers]}");
        assertThatThrownBy(() ->
                        server.create(
                                HorizontalPodAutoscaler.KIND,
                                "{metadata: {name: h}, spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind:"
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
        hooked.validating("a.b.c", "/no", ", namespaceSelector: {matchLabels: {guarded: 'yes'}}");
        hooked.validating("b.b.c", "/no", ", objectSelector: {matchLabels: {guarded: 'yes'}}");
        hooked.map("m");
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
        hooked.patching("/five", "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":5}]");
        hooked.mutating(
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
        hooked.map("a");
        hooked.map("b");
        hooked.validating(
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
        hooked.map("a");
        hooked.patching("/one", "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{}}]");
        hooked.mutating(
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
    void asksForDryRunsOnlyWhereThatIsHarmless() {
        hooked.validating("a.b.c", "/yes", "");
        server.create(ConfigMap.KIND, "metadata: {name: m}", WriteOptions.DRY_RUN);
        assertThat(hooks.asked().getFirst().object("request").get("dryRun"))
                .isEqualTo(JsonBoolean.of(true));
    }

    @Test
    void passesWarningsAndAuditAnnotationsOn() {
        hooks.on(
                "/warn",
                review ->
                        HookedServer.answer(
                                review,
                                JsonObject.EMPTY
                                        .with("allowed", HookedServer.yes())
                                        .with("warnings", JsonArray.of(new JsonText("mind")))
                                        .with(
                                                "auditAnnotations",
                                                JsonObject.EMPTY.with("k", "v"))));
        hooked.validating("a.b.c", "/warn", "");
        var context = RequestContext.of(User.SERVER);
        context.run(() -> hooked.map("m"));
        assertThat(context.warnings().texts()).containsExactly("mind");
        assertThat(context.annotations().values()).containsEntry("a.b.c/k", "v");
    }

    @Test
    void hasNoSayInItsOwnConfiguration() {
        var all = "{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*']}";
        hooked.validating("a.b.c", "/no", "", all);
        hooked.mutating("b.b.c", "/no", "", all);
        assertThatThrownBy(() -> hooked.map("m")).hasMessageContaining("b.b.c");
        server.of(MutatingWebhookConfiguration.KIND)
                .delete("", "b.b.c", DeleteOptions.EMPTY, WriteOptions.DEFAULT);
        server.of(ValidatingWebhookConfiguration.KIND)
                .delete("", "a.b.c", DeleteOptions.EMPTY, WriteOptions.DEFAULT);
        hooked.map("m");
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
}
