package dev.jong.apiserver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.Cbor;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.TestServer;
import dev.jong.apiserver.TestServer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CBOR over HTTP (KEP-4222), as upstream's server answers the same requests.
class CborTest {
    private static final String CBOR = "application/cbor";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String FOOS = "/apis/x.io/v1/namespaces/default/foos";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("--feature-gates=CBORServingAndStorage=true");
        server.post("admin", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}");
        var definition =
                """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"foos.x.io"},
                 "spec":{"group":"x.io","scope":"Namespaced",
                  "names":{"plural":"foos","singular":"foo","kind":"Foo","listKind":"FooList"},
                  "versions":[{"name":"v1","served":true,"storage":true,
                   "schema":{"openAPIV3Schema":{"type":"object","properties":{
                    "spec":{"type":"object","properties":{"n":{"type":"number"},"s":{"type":"string"}}}}}}}]}}
                """;
        var created =
                send(
                        "POST",
                        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                        definition,
                        "application/json");
        assertThat(created.status()).isEqualTo(201);
        Awaitility.await().until(() -> get(FOOS, CBOR).status() == 200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void keepsBytesApartFromTexts() {
        var created =
                send(
                        "POST",
                        MAPS,
                        hex(
                                "a3",
                                text("metadata") + "a1" + text("name") + text("bytes"),
                                text("data") + "a1" + text("a") + text("b"),
                                text("binaryData") + "a1" + text("x") + "d6420102"),
                        CBOR);

        assertThat(created.status()).isEqualTo(201);
        assertThat(type(created)).isEqualTo(CBOR);
        assertThat(HexFormat.of().formatHex(created.response().body()))
                .startsWith("d9d9f7a5")
                .contains("4178d6420102");
        var json = server.get("admin", MAPS + "/bytes").body();
        assertThat(json.object("binaryData").text("x")).isEqualTo("AQI=");
        assertThat(tree(get(MAPS + "/bytes", CBOR))).isEqualTo(json);
        assertThat(tree(get(MAPS, CBOR)).array("items").size()).isPositive();
        assertThat(tree(get(MAPS + "?fieldSelector=metadata.name%3Dbytes", CBOR)))
                .isEqualTo(
                        server.get("admin", MAPS + "?fieldSelector=metadata.name%3Dbytes").body());
    }

    @Test
    void tellsWatchersInItemsOneAfterTheOther() {
        send("POST", MAPS, "{\"metadata\":{\"name\":\"seen\"}}", "application/json");
        var path = MAPS + "?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dseen";
        // Again where the machine was so slow that the watch was over before it began.
        var seen =
                Awaitility.await()
                        .until(
                                () -> get(path, CBOR),
                                answer -> answer.response().body().length > 0);

        assertThat(type(seen)).isEqualTo("application/cbor-seq");
        var event = tree(seen);
        assertThat(event.text("type")).isEqualTo("ADDED");
        assertThat(event.object("object")).isEqualTo(server.get("admin", MAPS + "/seen").body());
    }

    @Test
    void tellsWhatAGroupServes() {
        var apps = get("/apis/apps/v1", CBOR);
        assertThat(type(apps)).isEqualTo(CBOR);
        assertThat(tree(apps)).isEqualTo(server.get("admin", "/apis/apps/v1").body());
        assertThat(tree(get("/api/v1", CBOR))).isEqualTo(server.get("admin", "/api/v1").body());
        for (var path : new String[] {"/api", "/apis", "/apis/apps", "/apis/x.io/v1", "/version"}) {
            assertThat(get(path, CBOR).status()).as(path).isEqualTo(406);
        }
    }

    @Test
    void describesWhereItIsSpoken() {
        var two = server.get("admin", "/openapi/v2").body().object("paths");
        assertThat(types(two, "/apis/apps/v1/", "consumes")).contains(CBOR);
        assertThat(types(two, "/apis/apps/", "produces")).doesNotContain(CBOR);
        var maps = "/api/v1/namespaces/{namespace}/configmaps";
        assertThat(types(two, maps, "produces")).contains(CBOR, "application/cbor-seq");
        assertThat(types(two, "/apis/x.io/v1/foos", "produces")).doesNotContain(CBOR);
        assertThat(Json.text(two.object(maps + "/{name}").object("patch").array("consumes")))
                .contains("application/apply-patch+cbor");
        var three = server.get("admin", "/openapi/v3/api/v1").body().object("paths");
        var answer = three.object(maps).object("get").object("responses").object("200");
        assertThat(answer.object("content").fields()).containsKeys(CBOR, "application/cbor-seq");
    }

    private static List<String> types(JsonObject paths, String path, String field) {
        return paths.object(path).object("get").array(field).items().stream()
                .map(type -> ((JsonText) type).value())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"9999, 201", "10000, 400"})
    void takesTenThousandLevels(int arrays, int status) {
        var made =
                send(
                        "POST",
                        MAPS + "?dryRun=All",
                        bytes(
                                "a2"
                                        + text("metadata")
                                        + "a1"
                                        + text("name")
                                        + text("deep")
                                        + text("x")
                                        + "81".repeat(arrays)
                                        + "f6"),
                        CBOR);
        assertThat(made.status()).isEqualTo(status);
        if (status == 400) {
            assertThat(message(made))
                    .startsWith(
                            "the object provided is unrecognized (must be of type ConfigMap):"
                                    + " unable to determine group/version/kind: cbor: exceeded max"
                                    + " nested level 10000 (a2686d65746164617461");
        }
    }

    @Test
    void servesCustomObjects() {
        var foo =
                "{\"apiVersion\":\"x.io/v1\",\"kind\":\"Foo\",\"metadata\":{\"name\":\"f\"},"
                        + "\"spec\":{\"n\":1.5,\"s\":\"text\",\"dropped\":1}}";
        var created = send("POST", FOOS + "?fieldValidation=Strict", cbor(foo), CBOR);

        assertThat(created.status()).isEqualTo(201);
        assertThat(tree(created).object("spec"))
                .isEqualTo(Json.parse("{\"n\":1.5,\"s\":\"text\"}"));
        assertThat(tree(get(FOOS + "/f", CBOR))).isEqualTo(server.get("admin", FOOS + "/f").body());
        assertThat(tree(get(FOOS, CBOR)).text("kind")).isEqualTo("FooList");
        var nameless = send("POST", FOOS, cbor("{\"metadata\":{\"name\":\"g\"}}"), CBOR);
        assertThat(message(nameless))
                .startsWith(
                        "the object provided is unrecognized (must be of type Foo): Object 'Kind'"
                                + " is missing in ");
    }

    @Test
    void appliesConfigurations() {
        var applied =
                apply(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"applied\"},\"data\":{\"z\":\"1\"}}");
        assertThat(applied.status()).isEqualTo(201);
        assertThat(tree(applied).object("data").text("z")).isEqualTo("1");

        assertThat(message(apply("[1]")))
                .isEqualTo(
                        "error decoding YAML: cbor: cannot unmarshal array into Go value of type"
                                + " map[string]interface {}");
    }

    private static Answer apply(String json) {
        return send(
                "PATCH",
                MAPS + "/applied?fieldManager=x",
                cbor(json),
                "application/apply-patch+cbor");
    }

    @Test
    void deletesAsOptionsSay() {
        send("POST", MAPS, "{\"metadata\":{\"name\":\"gone\"}}", "application/json");
        var wrong = send("DELETE", MAPS + "/gone", cbor("{\"kind\":\"Foo\"}"), CBOR);
        assertThat(message(wrong)).startsWith("no kind \"Foo\" is registered for version \"\"");
        var options = cbor("{\"preconditions\":{\"uid\":\"other\"}}");
        assertThat(send("DELETE", MAPS + "/gone", options, CBOR).status()).isEqualTo(409);
        assertThat(tree(send("DELETE", MAPS + "/gone", new byte[0], CBOR)).text("status"))
                .isEqualTo("Success");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|unable to determine group/version/kind: EOF (<empty>)",
                "ff|unable to determine group/version/kind: cbor: unexpected \"break\" code (ff)",
                "8101|unable to determine group/version/kind: cbor: cannot unmarshal array into Go"
                        + " value of type v1.TypeMeta (cannot decode CBOR array to struct without"
                        + " toarray option) (8101)",
                "a1646b696e6401|unable to determine group/version/kind: cbor: cannot unmarshal"
                        + " positive integer into Go struct field v1.TypeMeta.kind of type string"
                        + " (a1646b696e6401)"
            })
    void refusesWhatSaysNotWhatItIs(String hex, String why) {
        var refused = send("POST", MAPS, bytes(hex == null ? "" : hex), CBOR);

        assertThat(type(refused)).isEqualTo(CBOR);
        assertThat(message(refused))
                .isEqualTo(
                        "the object provided is unrecognized (must be of type ConfigMap): " + why);
    }

    @Test
    void tellsOfUnknownFieldsAsFarAsAsked() {
        var warned = send("POST", MAPS, unknown("warned"), CBOR);
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.response().headers().firstValue("Warning"))
                .contains("299 - \"cbor: found unknown field at map element index 1\"");
        var refused = send("POST", MAPS + "?fieldValidation=Strict", unknown("refused"), CBOR);
        assertThat(message(refused))
                .isEqualTo(
                        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict"
                                + " decoding error: cbor: found unknown field at map element index"
                                + " 1");
        var ignored = send("POST", MAPS + "?fieldValidation=Ignore", unknown("ignored"), CBOR);
        assertThat(ignored.status()).isEqualTo(201);
        assertThat(ignored.response().headers().firstValue("Warning")).isEmpty();
    }

    private static byte[] unknown(String name) {
        return hex("a2", text("metadata") + "a1" + text("name") + text(name), text("zzz") + "01");
    }

    /// Tables are not to be had; nor are sequences where nothing is watched.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cbor-seq",
                "application/cbor;as=Table;g=meta.k8s.io;v=v1",
                "text/html"
            })
    void answersInJsonWhatCannotBeHad(String accept) {
        var refused = get(MAPS, accept);
        assertThat(refused.status()).isEqualTo(406);
        assertThat(refused.message()).endsWith("application/vnd.kubernetes.protobuf, " + CBOR);
        assertThat(get(MAPS, accept + ",application/json").status()).isEqualTo(200);
    }

    /// Who may not ask is told so in JSON, as is who asks for what is not served.
    @Test
    void speaksCborOnlyOfServedResources() {
        var headers = new String[] {"Accept", CBOR};
        var forbidden = server.call("alice", "GET", "/api/v1/secrets", "", headers);
        assertThat(forbidden.body().text("reason")).isEqualTo("Forbidden");
        assertThat(get("/api/v1/nope", CBOR).body().text("reason")).isEqualTo("NotFound");
        assertThat(get("/apis", CBOR).body().text("reason")).isEqualTo("NotAcceptable");
        assertThat(message(get(MAPS + "/none", CBOR))).isEqualTo("configmaps \"none\" not found");
        var patched = send("PATCH", MAPS + "/none", new byte[] {1}, CBOR);
        assertThat(patched.message()).isEqualTo("415: Unsupported Media Type");
    }

    /// It is alpha: off unless asked for.
    @ParameterizedTest
    @ValueSource(strings = {"", "AllAlpha=true,CBORServingAndStorage=false"})
    void knowsNoCborUnlessItIsTurnedOn(String gates) {
        try (var other =
                gates.isEmpty()
                        ? TestServer.start()
                        : TestServer.start("--feature-gates=" + gates)) {
            var accept = new String[] {"Accept", CBOR};
            var read = other.call("admin", "GET", "/api/v1/pods", "", accept);
            assertThat(read.status()).isEqualTo(406);
            assertThat(read.message()).endsWith("application/vnd.kubernetes.protobuf");
            var written = other.send("admin", "POST", MAPS, cbor("{}"), "Content-Type", CBOR);
            assertThat(written.status()).isEqualTo(415);
            assertThat(written.message()).endsWith("application/vnd.kubernetes.protobuf");
        }
    }

    private static Answer get(String path, String accept) {
        return server.call("admin", "GET", path, "", "Accept", accept);
    }

    private static Answer send(String method, String path, String body, String type) {
        return server.call("admin", method, path, body, "Accept", CBOR, "Content-Type", type);
    }

    private static Answer send(String method, String path, byte[] body, String type) {
        return server.send("admin", method, path, body, "Accept", CBOR, "Content-Type", type);
    }

    private static String type(Answer answer) {
        return answer.response().headers().firstValue("Content-Type").orElseThrow();
    }

    private static String message(Answer answer) {
        return String.valueOf(tree(answer).text("message"));
    }

    private static JsonObject tree(Answer answer) {
        JsonValue tree = Cbor.parse(answer.response().body());
        return (JsonObject) tree;
    }

    private static byte[] cbor(String json) {
        return Cbor.write(Json.parse(json));
    }

    private static byte[] hex(String head, String... rest) {
        return bytes(head + String.join("", rest));
    }

    private static String text(String text) {
        return "%02x".formatted(0x60 + text.length())
                + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
