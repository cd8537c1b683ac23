package dev.jong.apiserver.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the objects of a definition that is deleted.
class CleanupTest {
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String THINGS = "/apis/example.com/v1/namespaces/default/things";
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";
    private static final String MERGE = "application/merge-patch+json";

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void waitsForTheObjectsThatFinalizersKeep() {
        define("things", "Thing");
        create("free", "");
        create("kept", "example.com/hold");
        var answer = server.call("admin", "DELETE", DEFINITIONS + "/things.example.com", "");
        assertThat(answer.status()).isEqualTo(200);
        var definition = answer.body();
        assertThat(definition.object("metadata").array("finalizers").toString()).contains(CLEANUP);
        assertThat(definition.object("metadata").get("generation")).isEqualTo(new JsonInteger(1));
        assertThat(reason(definition)).contains("InstanceDeletionPending");
        await().until(() ->
                reason(stored("things")).equals(Optional.of("InstanceDeletionInProgress")));
        await().until(() -> server.get("admin", THINGS + "/free").status() == 404);
        var refused = server.post("admin", THINGS, thing("late", ""));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo(
                        "things.example.com \"late\" is forbidden: create not allowed while custom"
                                + " resource definition is terminating");
        assertThat(server.get("admin", THINGS + "/kept").status()).isEqualTo(200);
        assertThat(server.get("admin", "/apis/example.com/v1").text())
                .contains("\"delete\"", "\"watch\"")
                .doesNotContain("\"create\"", "\"patch\"", "\"update\"");
        release("kept");
        await().until(() -> isGone("things"));
        await().until(() -> server.get("admin", THINGS).status() == 404);
    }

    @Test
    void acceptsNoShortNameAsLongAsOneIsTaken() {
        define("things", "Thing");
        var names = "\"kind\":\"Other\",\"shortNames\":[\"free\",\"things\"]";
        server.post(
                "admin",
                DEFINITIONS,
                definition("others", "Other").replace("\"kind\":\"Other\"", names));
        await().until(() -> stored("others").toString().contains("ShortNamesConflict"));
        var accepted = stored("others").object("status").object("acceptedNames");
        assertThat(accepted.text("plural")).isEqualTo("others");
        assertThat(accepted.get("shortNames")).isNull();
    }

    @Test
    void letsADefinitionGoThatWasNeverEstablished() {
        define("things", "Thing");
        server.post("admin", DEFINITIONS, definition("others", "Thing"));
        await().until(() -> stored("others").toString().contains("KindConflict"));
        server.call("admin", "DELETE", DEFINITIONS + "/others.example.com", "");
        await().until(() -> isGone("others"));
        assertThat(server.get("admin", THINGS).status()).isEqualTo(200);
    }

    @Test
    void givesItsNamesToAnother() {
        define("things", "Thing");
        server.post("admin", DEFINITIONS, definition("others", "Thing"));
        await().until(() -> stored("others").toString().contains("KindConflict"));
        server.call("admin", "DELETE", DEFINITIONS + "/things.example.com", "");
        var others = THINGS.replace("things", "others");
        await().until(() -> server.get("admin", others).status() == 200);
        assertThat(stored("others").toString()).doesNotContain("Conflict\"");
    }

    @Test
    void goesOnAfterARestart(@TempDir Path folder) {
        restart(folder);
        define("things", "Thing");
        create("kept", "example.com/hold");
        server.call("admin", "DELETE", DEFINITIONS + "/things.example.com", "");
        restart(folder);
        await().until(() -> server.get("admin", THINGS + "/kept").status() == 200);
        release("kept");
        await().until(() -> isGone("things"));
    }

    private void restart(Path folder) {
        server.close();
        server = TestServer.on(LogStore.open(folder, StoreOptions.DEFAULT));
    }

    @Test
    void leavesTheServersOwnObjectsAlone() {
        var own = "apiservices.apiregistration.k8s.io";
        server.post(
                "admin",
                DEFINITIONS,
                definition("apiservices", "Mine")
                        .replace("example.com", "apiregistration.k8s.io")
                        .replace("Namespaced", "Cluster")
                        .replace(
                                "\"metadata\":{",
                                "\"metadata\":{\"annotations\":{\"api-approved.kubernetes.io\":"
                                        + "\"unapproved\"},"));
        await().until(() -> server.get("admin", DEFINITIONS + "/" + own).status() == 200);
        var before = servicesOfApis();
        server.call("admin", "DELETE", DEFINITIONS + "/" + own, "");
        await().until(() -> server.get("admin", DEFINITIONS + "/" + own).status() == 404);
        assertThat(servicesOfApis()).containsAll(before);
    }

    /// The server may still be registering its own.
    private List<String> servicesOfApis() {
        var list = server.get("admin", "/apis/apiregistration.k8s.io/v1/apiservices").body();
        return list.array("items").items().stream()
                .map(item -> String.valueOf(((JsonObject) item).object("metadata").text("name")))
                .toList();
    }

    private void define(String plural, String kind) {
        server.post("admin", DEFINITIONS, definition(plural, kind));
        await().until(() -> server.get("admin", THINGS).status() == 200);
    }

    private static String definition(String plural, String kind) {
        return """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
        "metadata":{"name":"%s.example.com"},
        "spec":{"group":"example.com","scope":"Namespaced",
        "names":{"plural":"%s","kind":"%s"},
        "versions":[{"name":"v1","served":true,"storage":true,
        "schema":{"openAPIV3Schema":{"type":"object"}}}]}}
        """
                .replace("\n", "")
                .formatted(plural, plural, kind);
    }

    private void create(String name, String finalizer) {
        assertThat(server.post("admin", THINGS, thing(name, finalizer)).status()).isEqualTo(201);
    }

    private static String thing(String name, String finalizer) {
        return """
        {"apiVersion":"example.com/v1","kind":"Thing",
        "metadata":{"name":"%s","finalizers":[%s]}}
        """
                .formatted(name, finalizer.isEmpty() ? "" : "\"" + finalizer + "\"");
    }

    private void release(String name) {
        server.call(
                "admin",
                "PATCH",
                THINGS + "/" + name,
                "{\"metadata\":{\"finalizers\":null}}",
                "Content-Type",
                MERGE);
    }

    private JsonObject stored(String plural) {
        return server.get("admin", DEFINITIONS + "/" + plural + ".example.com").body();
    }

    private boolean isGone(String plural) {
        return server.get("admin", DEFINITIONS + "/" + plural + ".example.com").status() == 404;
    }

    private static Optional<String> reason(JsonObject definition) {
        return definition.object("status").array("conditions").items().stream()
                .map(JsonObject.class::cast)
                .filter(condition -> "Terminating".equals(condition.text("type")))
                .map(condition -> String.valueOf(condition.text("reason")))
                .findFirst();
    }
}
