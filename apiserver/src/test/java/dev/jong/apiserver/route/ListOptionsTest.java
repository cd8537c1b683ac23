package dev.jong.apiserver.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.apiserver.TestServer;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What lists and watches begin and end with, option by option.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListOptionsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String WATCH = MAPS + "?labelSelector=story&watch=true&timeoutSeconds=1&";
    private static final String MATCH = "resourceVersionMatch=NotOlderThan&";

    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.start();
        for (var name : List.of("a", "b", "c")) {
            var map = "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"story\":\"x\"}}}";
            server.call("admin", "POST", MAPS, map, "Content-Type", "application/json");
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void whatIsAtHandComesWhole() {
        var all = get(MAPS + "?labelSelector=story&limit=2&resourceVersion=0");
        var first = get(MAPS + "?labelSelector=story&limit=2");

        assertThat(all.body().array("items").items()).hasSize(3);
        assertThat(first.body().array("items").items()).hasSize(2);
    }

    @Test
    void aWatchBeginsAsItIsAskedTo() {
        assertBegins("", "ADDED", "ADDED", "ADDED");
        assertBegins(
                "allowWatchBookmarks=true", "ADDED", "ADDED", "ADDED", "end of initial events");
        assertBegins(MATCH + "sendInitialEvents=true", "ADDED", "ADDED", "ADDED");
        assertBegins(
                MATCH + "sendInitialEvents=true&allowWatchBookmarks=true",
                "ADDED",
                "ADDED",
                "ADDED",
                "end of initial events");
        assertBegins(MATCH + "sendInitialEvents=false");
    }

    /// Asks again where the machine was so slow that the watch was over before it began.
    private void assertBegins(String options, String... events) {
        Awaitility.await().untilAsserted(() -> assertThat(events(options)).containsExactly(events));
    }

    @Test
    void aBookmarkComesShortlyBeforeTheEnd() {
        var now = get(MAPS).body().object("metadata").text("resourceVersion");
        var path = MAPS + "?watch=true&timeoutSeconds=3&allowWatchBookmarks=true&resourceVersion=";

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(shown(get(path + now).text())).containsExactly("BOOKMARK"));
    }

    @Test
    void tablesTellWhereTheBeginningEnds() {
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(table("includeObject=None").text().lines())
                                .last()
                                .asString()
                                .startsWith("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Table\"")
                                .contains(
                                        "\"columnDefinitions\":null", "k8s.io/initial-events-end"));
    }

    @Test
    void rowsCarryWhatTheyKnow() {
        assertThat(table("includeObject=bogus").status()).isEqualTo(400);
    }

    private TestServer.Answer table(String query) {
        return server.call(
                "admin",
                "GET",
                WATCH + MATCH + "sendInitialEvents=true&allowWatchBookmarks=true&" + query,
                "",
                "Accept",
                "application/json;as=Table;v=v1;g=meta.k8s.io");
    }

    @Test
    void pathsThatAreWatchedNameObjectsAlone() {
        var old = "/api/v1/watch/namespaces/default/";

        assertThat(get(old + "pods/x/status").status()).isEqualTo(404);
        assertThat(get(old + "bindings").status()).isEqualTo(404);
        assertThat(server.post("admin", old + "configmaps", "{}").status()).isEqualTo(405);
        assertThat(get(old + "configmaps/a?fieldSelector=metadata.name%3Db").message())
                .isEqualTo("fieldSelector metadata.name doesn't match requested name");
    }

    @Test
    void refusesVersionsAndTokensThatAreNone() {
        assertThat(get(MAPS + "?resourceVersion=abc").message())
                .isEqualTo(
                        "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax");
        assertThat(get(WATCH + "resourceVersion=abc").status()).isEqualTo(500);
        assertThat(get(MAPS + "?continue=AAAA").message())
                .isEqualTo(
                        "invalid continue token: continue key is not valid: invalid character '\\x00' looking for beginning of value");
        assertThat(get(MAPS + "?continue=AA*A").message())
                .isEqualTo(
                        "invalid continue token: continue key is not valid: illegal base64 data at input byte 2");
    }

    private TestServer.Answer get(String path) {
        return server.call("admin", "GET", path, "");
    }

    private List<String> events(String options) {
        return shown(get(WATCH + options).text());
    }

    private static List<String> shown(String events) {
        return events.lines()
                .map(line ->
                        line.contains("k8s.io/initial-events-end")
                                ? "end of initial events"
                                : line.substring("{\"type\":\"".length(), line.indexOf("\",")))
                .toList();
    }
}
