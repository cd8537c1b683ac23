package dev.jong.apiserver.admission.webhook;

import dev.jong.api.Bytes;
import dev.jong.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.jong.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.webhook.HookServer;
import java.nio.file.Path;

/// A server beside webhooks that it can be told to ask.
final class HookedServer implements AutoCloseable {
    final LiveServer server;
    final HookServer hooks = new HookServer();

    /// `/yes` allows, `/no` says `not this one`.
    HookedServer(Path folder) {
        server = LiveServer.start(folder);
        hooks.on("/yes", review -> answer(review, JsonObject.EMPTY.with("allowed", yes())));
        hooks.on("/no", review -> answer(review, no("not this one")));
    }

    @Override
    public void close() {
        hooks.close();
        server.close();
    }

    static final String RULES =
            "{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [configmaps]}";

    void validating(String name, String path, String more) {
        validating(name, path, more, RULES);
    }

    void validating(String name, String path, String more, String rules) {
        server.create(
                ValidatingWebhookConfiguration.KIND,
                configuration(name, hooks.url(path), hooks.bundle(), more, rules));
        server.settle();
    }

    void mutating(String name, String path, String more) {
        mutating(name, path, more, RULES);
    }

    void mutating(String name, String path, String more, String rules) {
        server.create(
                MutatingWebhookConfiguration.KIND,
                configuration(name, hooks.url(path), hooks.bundle(), more, rules));
        server.settle();
    }

    static String configuration(String name, String url, String bundle, String more, String rules) {
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

    void patching(String path, String patch) {
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

    static JsonBoolean yes() {
        return JsonBoolean.of(true);
    }

    static JsonObject no(String why) {
        return JsonObject.EMPTY
                .with("allowed", JsonBoolean.of(false))
                .with(
                        "status",
                        JsonObject.EMPTY
                                .with("message", why)
                                .with("reason", "Forbidden")
                                .with("code", new JsonInteger(403)));
    }

    static JsonObject answer(JsonObject review, JsonObject response) {
        var uid = String.valueOf(review.object("request").text("uid"));
        return JsonObject.EMPTY
                .with("apiVersion", "admission.k8s.io/v1")
                .with("kind", "AdmissionReview")
                .with("response", response.with("uid", uid));
    }

    ConfigMap map(String name) {
        server.settle();
        return server.create(ConfigMap.KIND, "metadata: {name: " + name + "}");
    }
}
