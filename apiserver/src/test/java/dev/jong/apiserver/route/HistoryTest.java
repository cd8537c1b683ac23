package dev.jong.apiserver.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.TestServer;
import dev.jong.store.LogStore;
import dev.jong.store.StoreOptions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Reads of what once was.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final LogStore store = LogStore.inMemory(StoreOptions.DEFAULT);
    private final TestServer server = TestServer.on(store);

    @AfterAll
    void stop() {
        server.close();
    }

    private long write(String method, String path, String name, String value) {
        var map =
                "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"color\":\"%s\"}}"
                        .formatted(name, value);
        var answer = server.call("admin", method, path, map, "Content-Type", "application/json");
        assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
        return Long.parseLong(
                String.valueOf(answer.body().object("metadata").text("resourceVersion")));
    }

    private List<String> colors(TestServer.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body().array("items").items().stream()
                .map(item -> (JsonObject) item)
                .map(item -> item.has("type") ? text(item) : color(item))
                .toList();
    }

    private static String text(JsonObject item) {
        var object = item.object("object");
        return item.text("type")
                + " "
                + color(object)
                + " "
                + object.object("metadata").text("resourceVersion");
    }

    private static String color(JsonObject object) {
        return String.valueOf(object.object("data").text("color"));
    }

    @Test
    void anObjectTellsWhatBecameOfIt() {
        var path = MAPS + "/told";
        var first = write("POST", MAPS, "told", "red");
        write("POST", MAPS, "told-of-another", "black");
        var second = write("PUT", path, "told", "green");
        server.call("admin", "DELETE", path, "");
        var last = write("POST", MAPS, "told", "blue");

        var past = colors(server.get("admin", path + "?history=true"));

        assertThat(past)
                .hasSize(4)
                .contains("ADDED red " + first, "MODIFIED green " + second, "ADDED blue " + last)
                .element(2)
                .asString()
                .startsWith("DELETED green");
        assertThat(server.get("alice", path + "?history=true").status()).isEqualTo(403);
        assertThat(server.get("admin", MAPS + "/never?history=true").status()).isEqualTo(404);
        store.compact(second);
        assertThat(colors(server.get("admin", path + "?history=true")))
                .first()
                .isEqualTo("MODIFIED green " + second);
    }

    @Test
    void aListShowsAnOlderRevisionThatTheCacheDoesNotKnow() {
        var first = write("POST", MAPS, "listed", "red");
        write("PUT", MAPS + "/listed", "listed", "green");
        var exact =
                "?fieldSelector=metadata.name=listed&resourceVersionMatch=Exact&resourceVersion=";
        try (var later = new LaterServer(store)) {
            assertThat(colors(later.server.get("admin", MAPS + exact + first)))
                    .containsExactly("red");
        }
        assertThat(colors(server.get("admin", MAPS + exact + first))).containsExactly("red");
    }

    /// A server whose caches begin with what is there now. It leaves the store open.
    private record LaterServer(TestServer server) implements AutoCloseable {
        LaterServer(LogStore store) {
            this(TestServer.on(store));
        }

        @Override
        public void close() {
            server.server().close();
        }
    }
}
