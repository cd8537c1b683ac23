package dev.jong.apiserver.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.apiserver.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How custom objects come and go over the wire.
class CustomObjectsTest {
    private static final String RESOURCES = "/apis/example.com/v1";
    private static final String THINGS = RESOURCES + "/namespaces/default/things";
    private static final String MERGE = "application/merge-patch+json";

    private static final String DEFINITION =
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
            "metadata":{"name":"things.example.com"},
            "spec":{"group":"example.com","scope":"Namespaced",
            "names":{"plural":"things","kind":"Thing"},
            "versions":[{"name":"v1","served":true,"storage":true,
            "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas",
            "statusReplicasPath":".status.replicas"}},
            "schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","properties":{
            "replicas":{"type":"integer"},
            "when":{"type":"string","format":"date"},
            "maybe":{"type":"string","nullable":true},
            "open":{"type":"object","additionalProperties":true},
            "either":{"x-kubernetes-int-or-string":true},
            "ports":{"type":"array","x-kubernetes-list-type":"map",
            "x-kubernetes-list-map-keys":["name","protocol"],
            "items":{"type":"object","required":["name","protocol"],"properties":{
            "name":{"type":"string"},"protocol":{"type":"string"}}}},
            "template":{"type":"object","x-kubernetes-embedded-resource":true,
            "x-kubernetes-preserve-unknown-fields":true}}}}}}}]}}
            """;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        server.post("admin", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", DEFINITION);
        await().until(() -> server.get("admin", THINGS).status() == 200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TestServer.Answer create(String name, String spec) {
        return server.post("admin", THINGS, thing("example.com/v1", "Thing", name, spec));
    }

    private static String thing(String version, String kind, String name, String spec) {
        return "{\"apiVersion\":\""
                + version
                + "\",\"kind\":\""
                + kind
                + "\",\"metadata\":{\"name\":\""
                + name
                + "\"},\"spec\":"
                + spec
                + "}";
    }

    @Test
    void refusesAnotherKindOrVersion() {
        var kind = server.post("admin", THINGS, thing("example.com/v1", "Other", "a", "{}"));
        assertThat(kind.status()).isEqualTo(422);
        assertThat(kind.message())
                .isEqualTo(
                        "Other.example.com \"a\" is invalid: kind: Invalid value: \"Other\": must be"
                                + " Thing");
        var version = server.post("admin", THINGS, thing("example.com/v2", "Thing", "a", "{}"));
        assertThat(version.status()).isEqualTo(400);
        assertThat(version.message())
                .isEqualTo(
                        "the API version in the data (example.com/v2) does not match the expected API"
                                + " version (example.com/v1)");
        var none = server.post("admin", THINGS, "{\"apiVersion\":\"example.com/v1\"}");
        assertThat(none.message()).contains("Object 'Kind' is missing in '{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"apiVersion\":1,\"kind\":\"Pod\"} | 400 | Thing in version \"v1\" cannot be handled as"
                        + " a Thing: spec.template.apiVersion: Invalid value: 1: must be a string",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":\"x\"} | 400 | Thing in version"
                        + " \"v1\" cannot be handled as a Thing: spec.template.metadata: Invalid value:"
                        + " \"x\": json: cannot unmarshal string into Go value of type v1.ObjectMeta",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"labels\":{\"a b\":\"c\"}}} | 422"
                        + " | Thing.example.com \"a\" is invalid: spec.template.metadata.labels: Invalid"
                        + " value: \"a b\": name part must consist of",
            })
    void looksAtWhatEmbeddedObjectsSayTheyAre(String template, int code, String message) {
        var answer = create("a", "{\"template\":" + template + "}");
        assertThat(answer.status()).isEqualTo(code);
        assertThat(answer.message()).startsWith(message);
    }

    @Test
    void nobodyOwnsWhatDoesNotHaveItsType() {
        var odd = create("odd", "{\"when\":[\"x\"]}");
        assertThat(odd.status()).isEqualTo(201);
        assertThat(odd.body().object("metadata").has("managedFields")).isFalse();
        assertThat(
                        create("even", "{\"replicas\":1}")
                                .body()
                                .object("metadata")
                                .has("managedFields"))
                .isTrue();
    }

    @Test
    void tellsItemsApartByTheKeysTheyHave() {
        var applied =
                server.call(
                        "admin",
                        "PATCH",
                        THINGS + "/keys?fieldManager=m",
                        thing("example.com/v1", "Thing", "keys", "{\"ports\":[{\"name\":\"a\"}]}"),
                        "Content-Type",
                        "application/apply-patch+yaml");
        assertThat(applied.status()).isEqualTo(422);
        assertThat(applied.message()).contains("spec.ports[0].protocol: Required value");
        var keyless =
                server.call(
                        "admin",
                        "PATCH",
                        THINGS + "/keys?fieldManager=m",
                        thing("example.com/v1", "Thing", "keys", "{\"ports\":[{}]}"),
                        "Content-Type",
                        "application/apply-patch+yaml");
        assertThat(keyless.message())
                .endsWith(
                        ".spec.ports: element 0: associative list with keys has an element that omits"
                                + " all key fields [\"name\" \"protocol\"] (and doesn't have default"
                                + " values for any key fields)");
    }

    @Test
    void refusesNullsThatAreApplied() {
        var created = create("nulls", "{\"ports\":null}");
        var applied =
                server.call(
                        "admin",
                        "PATCH",
                        THINGS + "/nulls-applied?fieldManager=m",
                        thing("example.com/v1", "Thing", "nulls-applied", "{\"ports\":null}"),
                        "Content-Type",
                        "application/apply-patch+yaml");

        assertThat(created.status()).isEqualTo(201);
        assertThat(applied.status()).isEqualTo(422);
        assertThat(applied.message()).endsWith("must be of type array: \"null\"");
    }

    @Test
    void knowsNothingOfWhatHasAnotherShape() {
        var created = create("shapes", "{\"ports\":{\"name\":\"a\"},\"replicas\":{\"b\":1}}");

        assertThat(created.status()).isEqualTo(422);
        assertThat(created.response().headers().allValues("Warning"))
                .contains(
                        "299 - \"unknown field \\\"spec.ports.name\\\"\"",
                        "299 - \"unknown field \\\"spec.replicas.b\\\"\"");
    }

    @Test
    void losesTheTimeOfWhoScales() {
        create("scaled", "{\"replicas\":1}");
        server.call(
                "admin",
                "PATCH",
                THINGS + "/scaled/scale?fieldManager=scaler",
                "{\"spec\":{\"replicas\":3}}",
                "Content-Type",
                MERGE);
        var owners =
                server.get("admin", THINGS + "/scaled")
                        .body()
                        .object("metadata")
                        .array("managedFields")
                        .items();
        assertThat(owners)
                .anySatisfy(owner -> {
                    assertThat(((JsonObject) owner).text("manager")).isEqualTo("scaler");
                    assertThat(((JsonObject) owner).text("subresource")).isEqualTo("scale");
                    assertThat(((JsonObject) owner).has("time")).isFalse();
                });
    }

    @Test
    void listsAndDiscoversAsUpstream() {
        assertThat(server.get("admin", THINGS).text()).contains("\"continue\":\"\"");
        var resources = server.get("admin", RESOURCES).text();
        assertThat(resources)
                .contains(
                        "[\"delete\",\"deletecollection\",\"get\",\"list\",\"patch\",\"create\","
                                + "\"update\",\"watch\"]");
        assertThat(resources.indexOf("things/status"))
                .isLessThan(resources.indexOf("things/scale"));
    }

    @Test
    void describesThemInBothVersionsOfOpenApi() {
        var three = server.get("admin", "/openapi/v3/apis/example.com/v1").body();
        var schema = three.object("components").object("schemas").object("com.example.v1.Thing");
        var spec = schema.object("properties").object("spec").object("properties");
        assertThat(spec.object("either").array("anyOf").size()).isEqualTo(2);
        assertThat(spec.object("template").array("required").toString())
                .contains("kind", "apiVersion");
        assertThat(spec.object("maybe").text("type")).isEqualTo("string");
        assertThat(spec.object("open"))
                .isEqualTo(
                        JsonObject.of("type", new JsonText("object"))
                                .with("additionalProperties", JsonBoolean.TRUE));
        assertThat(three.object("paths").fields().keySet())
                .containsExactlyInAnyOrder(
                        RESOURCES + "/things",
                        "/apis/example.com/v1/namespaces/{namespace}/things",
                        "/apis/example.com/v1/namespaces/{namespace}/things/{name}",
                        "/apis/example.com/v1/namespaces/{namespace}/things/{name}/scale",
                        "/apis/example.com/v1/namespaces/{namespace}/things/{name}/status");
        var two = server.get("admin", "/openapi/v2").body();
        var plain =
                two.object("definitions")
                        .object("com.example.v1.Thing")
                        .object("properties")
                        .object("spec")
                        .object("properties");
        assertThat(plain.object("maybe").has("type")).isFalse();
        assertThat(plain.object("template").has("properties")).isFalse();
        assertThat(plain.object("either").has("anyOf")).isFalse();
    }
}
