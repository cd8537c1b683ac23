package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir Path folder;

    private LogStore store;
    private ApiServer server;

    @BeforeEach
    void start() {
        store = LogStore.open(folder, StoreOptions.DEFAULT);
        server = ApiServer.start(Harness.config(0), store);
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
        client.close();
    }

    private record Answer(int code, JsonObject body) {
        String text(String... path) {
            JsonValue value = body;
            for (var step : path) {
                value = value instanceof JsonObject object ? object.get(step) : null;
            }
            return value == null ? "" : value.toString();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private Answer send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        var request =
                request(path)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", type)
                        .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), (JsonObject) Json.parse(response.body()));
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "");
    }

    private Answer create(String name, String extra) throws IOException, InterruptedException {
        return send(
                "POST",
                MAPS,
                "application/json",
                "{\"metadata\":{\"name\":\"" + name + "\"" + extra + "},\"data\":{\"a\":\"1\"}}");
    }

    @Test
    void storesReadsPatchesAndDeletes() throws Exception {
        var created = create("one", "");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("metadata", "uid")).isNotEmpty();
        assertThat(create("one", "").text("reason")).isEqualTo("\"AlreadyExists\"");

        var patched =
                send(
                        "PATCH",
                        MAPS + "/one",
                        "application/merge-patch+json",
                        "{\"data\":{\"b\":\"2\"}}");
        assertThat(patched.body().object("data").text("b")).isEqualTo("2");
        assertThat(get(MAPS + "/one").body()).isEqualTo(patched.body());

        assertThat(send("DELETE", MAPS + "/one", "application/json", "").text("status"))
                .isEqualTo("\"Success\"");
        var missing = get(MAPS + "/one");
        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.text("message")).isEqualTo("\"configmaps \\\"one\\\" not found\"");
    }

    @Test
    void refusesAStaleUpdate() throws Exception {
        var first = create("stale", "").body();
        send("PATCH", MAPS + "/stale", "application/merge-patch+json", "{\"data\":{\"b\":\"2\"}}");
        var late = send("PUT", MAPS + "/stale", "application/json", Json.text(first));
        assertThat(late.code()).isEqualTo(409);
        assertThat(late.text("reason")).isEqualTo("\"Conflict\"");
    }

    @Test
    void keepsADeletedObjectUntilItsLastFinalizerGoes() throws Exception {
        create("kept", ",\"finalizers\":[\"example.com/wait\"]");
        send("DELETE", MAPS + "/kept", "application/json", "");
        assertThat(get(MAPS + "/kept").text("metadata", "deletionTimestamp")).isNotEmpty();
        send(
                "PATCH",
                MAPS + "/kept",
                "application/merge-patch+json",
                "{\"metadata\":{\"finalizers\":null}}");
        assertThat(get(MAPS + "/kept").code()).isEqualTo(404);
    }

    @Test
    void pagesThroughAListAtOneRevision() throws Exception {
        for (var name : new String[] {"p1", "p2", "p3"}) {
            create(name, "");
        }
        var first = get(MAPS + "?limit=2");
        assertThat(first.body().array("items").size()).isEqualTo(2);
        create("p15", "");
        var token = Objects.requireNonNull(first.body().object("metadata").text("continue"));
        var second = get(MAPS + "?limit=2&continue=" + token);
        assertThat(second.body().array("items").size()).isEqualTo(1);
        assertThat(second.text("metadata", "resourceVersion"))
                .isEqualTo(first.text("metadata", "resourceVersion"));
    }

    @Test
    void tellsWatchersWhatHappenedSinceTheirRevision() throws Exception {
        var since = get(MAPS).body().object("metadata").text("resourceVersion");
        var watch =
                client.send(
                        request(MAPS + "?watch=true&resourceVersion=" + since).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        create("seen", ",\"labels\":{\"a\":\"b\"}");
        send("DELETE", MAPS + "/seen", "application/json", "");
        try (var lines =
                new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("{\"type\":\"ADDED\"").contains("\"seen\"");
            assertThat(lines.readLine()).startsWith("{\"type\":\"DELETED\"").contains("\"seen\"");
        }
    }

    @Test
    void reportsUnknownFieldsAsAsked() throws Exception {
        var body = "{\"metadata\":{\"name\":\"x\"},\"dat\":{}}";
        var strict = send("POST", MAPS + "?fieldValidation=Strict", "application/json", body);
        assertThat(strict.text("message"))
                .contains("strict decoding error: unknown field \\\"dat\\\"");
        assertThat(send("POST", MAPS, "application/json", body).code()).isEqualTo(201);
    }

    @Test
    void listsAsATable() throws Exception {
        create("row", "");
        var request =
                request(MAPS)
                        .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                        .build();
        var table =
                (JsonObject)
                        Json.parse(
                                client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                                        .body());
        assertThat(table.text("kind")).isEqualTo("Table");
        assertThat(((JsonObject) table.array("rows").get(0)).array("cells").get(0).toString())
                .isEqualTo("\"row\"");
    }

    @Test
    void servesCustomResourcesAsSoonAsTheyAreEstablished() throws Exception {
        var definition =
                """
                {"metadata":{"name":"things.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
                "names":{"plural":"things","kind":"Thing"},"versions":[{"name":"v1","served":true,"storage":true,
                "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":
                {"size":{"type":"integer","minimum":1,"default":3}}}}}}}]}}
                """;
        var path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        send("POST", path, "application/json", definition);
        await().until(() ->
                get(path + "/things.example.com").body().toString().contains("Established"));
        var things = "/apis/example.com/v1/namespaces/default/things";
        var made =
                send(
                        "POST",
                        things,
                        "application/json",
                        "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}");
        assertThat(made.text("spec", "size")).isEqualTo("3");
        var wrong =
                send(
                        "POST",
                        things,
                        "application/json",
                        "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"b\"},\"spec\":{\"size\":0}}");
        assertThat(wrong.code()).isEqualTo(422);
        assertThat(get("/apis/example.com/v1").text("resources")).contains("\"things\"");
    }
}
