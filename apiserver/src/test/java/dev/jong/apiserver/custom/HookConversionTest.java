package dev.jong.apiserver.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.selector.FieldSelector;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.admission.LiveServer;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.webhook.HookServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `host: h, port: p` in v1 is `hostPort: h:p` in v2.
class HookConversionTest {
    /// Each version has fields of its own that can be selected by.
    private static String schema(String field) {
        return "selectableFields: [{jsonPath: ."
                + field
                + "}], schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields:"
                + " true, properties: {"
                + field
                + ": {type: string}}}}";
    }

    @TempDir Path folder;

    private LiveServer server;
    private HookServer hooks;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
        hooks = new HookServer();
        hooks.on("/convert", HookConversionTest::convert);
        hooks.on("/refuse", review -> response(review, "Failed", JsonArray.EMPTY, "not today"));
        hooks.on("/forget", review -> response(review, "Success", JsonArray.EMPTY, ""));
        hooks.on(
                "/rename",
                review -> {
                    var converted = (JsonObject) items(convert(review)).items().getFirst();
                    var renamed =
                            converted.with(
                                    "metadata", converted.object("metadata").with("name", "other"));
                    return response(review, "Success", JsonArray.of(renamed), "");
                });
    }

    @AfterEach
    void stop() {
        hooks.close();
        server.close();
    }

    @Test
    void servesBothVersionsOfWhatIsStored() {
        define("/convert", "v1");
        create("v2", "{metadata: {name: a, labels: {l: m}}, hostPort: 'h:1'}");
        assertThat(get("v1", "a").body().text("host")).isEqualTo("h");
        assertThat(get("v1", "a").body().text("port")).isEqualTo("1");
        assertThat(get("v1", "a").metadata().labels()).containsEntry("l", "m");
        assertThat(get("v2", "a").body().text("hostPort")).isEqualTo("h:1");
        assertThat(get("v2", "a").metadata().uid()).isEqualTo(get("v1", "a").metadata().uid());
    }

    /// What another owner of the same field, named otherwise in his version, still wants stays.
    @Test
    void appliesBesideOwnersInOtherVersions() {
        define("/convert", "v1");
        apply("v1", "first", "{host: h, port: '1'}");
        apply("v2", "second", "{hostPort: 'h:1'}");
        apply("v1", "first", "{extra: x}");
        assertThat(get("v1", "a").body().text("host")).isEqualTo("h");
        assertThat(get("v1", "a").body().text("port")).isEqualTo("1");
        apply("v2", "second", "{extra: x}");
        assertThat(get("v2", "a").body().has("hostPort")).isFalse();
    }

    /// One who applied in one version and now does in another gives up what he no longer wants.
    @Test
    void givesUpWhatWasAppliedInAnotherVersion() {
        define("/convert", "v1");
        apply("v1", "first", "{host: h, port: '1', extra: x}");
        apply("v2", "first", "{extra: other}");
        assertThat(get("v1", "a").body().has("host")).isFalse();
        assertThat(get("v1", "a").body().text("extra")).isEqualTo("other");
    }

    private void apply(String version, String manager, String fields) {
        var head =
                "{apiVersion: stable.example.com/"
                        + version
                        + ", kind: Thing, metadata: {name: a, namespace: default}, ";
        var config = (JsonObject) Yaml.read(head + fields.substring(1));
        verbs(version).apply("default", "a", "", config, WriteOptions.by(manager));
    }

    @Test
    void convertsAListInOneCall() {
        define("/convert", "v1");
        create("v1", "{metadata: {name: a}, host: h, port: '1'}");
        create("v1", "{metadata: {name: b}, host: i, port: '2'}");
        int before = hooks.asked().size();
        var listed = verbs("v2").list("default", ListQuery.ALL).items();
        assertThat(listed)
                .extracting(version -> version.object().body().text("hostPort"))
                .containsExactly("h:1", "i:2");
        assertThat(hooks.asked()).hasSize(before + 1);
        assertThat(new String(listed.getFirst().json(), StandardCharsets.UTF_8))
                .contains("stable.example.com/v2");
    }

    @Test
    void selectsByTheFieldsOfTheVersionThatIsAsked() {
        define("/convert", "v1");
        create("v1", "{metadata: {name: a}, host: h, port: '1'}");
        create("v1", "{metadata: {name: b}, host: h, port: '2'}");
        assertThat(names("v1", "host=h")).containsExactly("a", "b");
        assertThat(names("v2", "hostPort=h:2")).containsExactly("b");
        assertThatThrownBy(() -> names("v2", "host=h"))
                .hasMessageContaining("field label not supported: host");
    }

    private List<String> names(String version, String fields) {
        var query = ListQuery.ALL.withFields(FieldSelector.parse(fields));
        return verbs(version).list("default", query).items().stream()
                .map(item -> item.object().name())
                .toList();
    }

    @Test
    void readsWhatWasStoredInAnotherVersion() {
        define("/convert", "v1");
        create("v1", "{metadata: {name: a}, host: h, port: '1'}");
        server.of(CustomResourceDefinition.KIND)
                .change(
                        "",
                        "things.stable.example.com",
                        "",
                        definition ->
                                definition.mapSpec(spec ->
                                        spec.withVersions(
                                                spec.versions().stream()
                                                        .map(version ->
                                                                version.withStorage(
                                                                        version.name()
                                                                                .equals("v2")))
                                                        .toList())),
                        WriteOptions.DEFAULT);
        await().until(() -> stored().contains("v2"));
        assertThat(stored()).containsExactly("v1", "v2");
        await().untilAsserted(
                        () -> assertThat(get("v2", "a").body().text("hostPort")).isEqualTo("h:1"));
        assertThat(get("v1", "a").body().text("host")).isEqualTo("h");
        var json = verbs("v2").list("default", ListQuery.ALL).items().getFirst().json();
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("stable.example.com/v2")
                .contains("h:1");
    }

    @Test
    void keepsVersionsInWhichObjectsMayBeStored() {
        define("/convert", "v1");
        assertThatThrownBy(() ->
                        server.of(CustomResourceDefinition.KIND)
                                .change(
                                        "",
                                        "things.stable.example.com",
                                        "",
                                        definition ->
                                                definition.mapSpec(spec ->
                                                        spec.withVersions(
                                                                List.of(
                                                                        spec.versions()
                                                                                .getLast()
                                                                                .withStorage(
                                                                                        true)))),
                                        WriteOptions.DEFAULT))
                .isInstanceOf(ApiException.Invalid.class)
                .hasMessageContaining(
                        "status.storedVersions[0]: Invalid value: \"v1\": missing from"
                                + " spec.versions; v1 was previously a storage version");
    }

    @Test
    void tellsWhatTheWebhookSays() {
        define("/refuse", "v1");
        create("v1", "{metadata: {name: a}, host: h, port: '1'}");
        assertThatThrownBy(() -> get("v2", "a"))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "conversion webhook for stable.example.com/v1, Kind=Thing failed: not"
                                + " today");
    }

    @Test
    void refusesAnswersThatAreNoConversion() {
        define("/forget", "v1");
        create("v1", "{metadata: {name: a}, host: h, port: '1'}");
        assertThatThrownBy(() -> get("v2", "a"))
                .hasMessageContaining("returned 0 objects, expected 1");
    }

    @Test
    void leavesNamesAlone() {
        define("/rename", "v1");
        create("v1", "{metadata: {name: a}, host: h, port: '1'}");
        assertThatThrownBy(() -> get("v2", "a"))
                .hasMessageContaining("must have the same name: a != other");
    }

    @Test
    void demandsAWebhookForTheStrategy() {
        assertThatThrownBy(() ->
                        server.create(
                                CustomResourceDefinition.KIND,
                                definition("{strategy: Webhook}", "v1")))
                .hasMessageContaining("required when strategy is set to Webhook");
    }

    private void define(String path, String storage) {
        var conversion =
                "{strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {url:"
                        + " '"
                        + hooks.url(path)
                        + "', caBundle: "
                        + hooks.bundle()
                        + "}}}";
        server.create(CustomResourceDefinition.KIND, definition(conversion, storage));
        await().until(() ->
                server.registry().find("stable.example.com", "v2", "things").isPresent());
    }

    private static String definition(String conversion, String storage) {
        return "{metadata: {name: things.stable.example.com}, spec: {group: stable.example.com,"
                + " scope: Namespaced, names: {plural: things, kind: Thing}, conversion: "
                + conversion
                + ", versions: [{name: v1, served: true, storage: "
                + storage.equals("v1")
                + ", "
                + schema("host")
                + "}, {name: v2, served: true, storage: "
                + storage.equals("v2")
                + ", "
                + schema("hostPort")
                + "}]}}";
    }

    private List<String> stored() {
        return server.get(CustomResourceDefinition.KIND, "things.stable.example.com")
                .status()
                .storedVersions();
    }

    @SuppressWarnings("unchecked")
    private Verbs<Unstructured> verbs(String version) {
        return (Verbs<Unstructured>)
                server.registry().find("stable.example.com", version, "things").orElseThrow();
    }

    private void create(String version, String yaml) {
        Kind<Unstructured> kind = verbs(version).resource().kind();
        verbs(version).create("default", LiveServer.read(kind, yaml), WriteOptions.DEFAULT);
    }

    private Unstructured get(String version, String name) {
        return verbs(version).get("default", name).object();
    }

    private static JsonObject convert(JsonObject review) {
        var request = review.object("request");
        var wanted = Objects.requireNonNull(request.text("desiredAPIVersion"));
        var converted =
                request.array("objects").items().stream()
                        .map(item -> converted((JsonObject) item, wanted))
                        .toArray(JsonValue[]::new);
        return response(review, "Success", JsonArray.of(converted), "");
    }

    private static JsonObject converted(JsonObject object, String wanted) {
        var plain = object.with("apiVersion", wanted);
        if (wanted.endsWith("v2") ? !object.has("host") : !object.has("hostPort")) {
            return plain;
        }
        if (wanted.endsWith("v2")) {
            return plain.without("host")
                    .without("port")
                    .with("hostPort", object.text("host") + ":" + object.text("port"));
        }
        var parts = String.valueOf(object.text("hostPort")).split(":", -1);
        return plain.without("hostPort").with("host", parts[0]).with("port", parts[1]);
    }

    private static JsonArray items(JsonObject review) {
        return review.object("response").array("convertedObjects");
    }

    private static JsonObject response(
            JsonObject review, String status, JsonArray objects, String message) {
        var result = JsonObject.EMPTY.with("status", status).with("message", message);
        return JsonObject.EMPTY
                .with("apiVersion", "apiextensions.k8s.io/v1")
                .with("kind", "ConversionReview")
                .with(
                        "response",
                        JsonObject.EMPTY
                                .with(
                                        "uid",
                                        new JsonText(
                                                String.valueOf(
                                                        review.object("request").text("uid"))))
                                .with("result", result)
                                .with("convertedObjects", objects));
    }
}
