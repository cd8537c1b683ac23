package dev.jong.clienttests;

import static dev.jong.clienttests.Stories.namespace;
import static dev.jong.clienttests.Stories.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.jong.junit.Jong;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// CBOR (KEP-4222) of another maker's codec, which writes texts and names as texts and reads them
/// as the byte strings that they are upstream.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CborTest {
    private static final String TYPE = "application/cbor";
    private static final CBORMapper CBOR = new CBORMapper();
    private static final String BOATS = "/apis/example.com/v1/namespaces/%s/boats";
    private static final String MAPS = "/api/v1/namespaces/%s/configmaps";

    private static Jong cluster;
    private static KubernetesClient client;
    private static String namespace;

    /// @param type of what came, without parameters
    private record Answer(int status, String type, JsonNode body) {
        String text(String... path) {
            var node = body;
            for (var name : path) {
                node = node.path(name);
            }
            return plain(node);
        }
    }

    @BeforeAll
    static void start() {
        cluster = Jong.start(0, "--feature-gates=CBORServingAndStorage=true");
        client = cluster.client(KubernetesClient.class);
        namespace = namespace(client);
        client.load(CborTest.class.getResourceAsStream("boats.yaml")).create();
        soon().until(() -> call("GET", BOATS, "", "").status() == 200);
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/%s/configmaps, v1, ConfigMap, data, k",
        "/apis/example.com/v1/namespaces/%s/boats, example.com/v1, Boat, spec, rig"
    })
    void createsGetsListsChangesAndDeletes(
            String path, String version, String kind, String part, String field)
            throws IOException {
        var made = call("POST", path, TYPE, object(version, kind, "one", part, field, "junk"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.type()).isEqualTo(TYPE);
        assertThat(made.text("metadata", "uid")).hasSize(36);

        var got = call("GET", path + "/one", "", "");
        assertThat(got.text(part, field)).isEqualTo("junk");
        assertThat(got.text("kind")).isEqualTo(kind);
        var list = call("GET", path + "?fieldSelector=metadata.name=one", "", "");
        assertThat(list.text("kind")).isEqualTo(kind + "List");
        assertThat(list.body().path("items")).hasSize(1);

        var changed = (ObjectNode) got.body().deepCopy();
        ((ObjectNode) changed.path(part)).put(field, "gaff");
        var updated = call("PUT", path + "/one", TYPE, changed);
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.text(part, field)).isEqualTo("gaff");
        var late = call("PUT", path + "/one", TYPE, changed);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("reason")).isEqualTo("Conflict");

        var deleted =
                call("DELETE", path + "/one", TYPE, Map.of("propagationPolicy", "Background"));
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(call("GET", path + "/one", "", "").text("reason")).isEqualTo("NotFound");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/%s/configmaps, v1, ConfigMap, data, k",
        "/apis/example.com/v1/namespaces/%s/boats, example.com/v1, Boat, spec, rig"
    })
    void appliesConfigurations(String path, String version, String kind, String part, String field)
            throws IOException {
        var wanted = object(version, kind, "applied", part, field, "junk");
        var type = "application/apply-patch+cbor";
        var applied = call("PATCH", path + "/applied?fieldManager=first", type, wanted);
        assertThat(applied.status()).isEqualTo(201);
        var owned = applied.body().path("metadata").path("managedFields").path(0);
        assertThat(plain(owned.path("manager"))).isEqualTo("first");
        assertThat(owned.path("fieldsV1").path("f:" + part).has("f:" + field)).isTrue();

        var other = object(version, kind, "applied", part, field, "gaff");
        var refused = call("PATCH", path + "/applied?fieldManager=second", type, other);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("message"))
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"first\": ."
                                + part
                                + "."
                                + field);
        var forced = call("PATCH", path + "/applied?fieldManager=second&force=true", type, other);
        assertThat(forced.text(part, field)).isEqualTo("gaff");
    }

    @Test
    void followsAWatchItemByItem() throws Exception {
        var request = request("GET", MAPS + "?watch=true&labelSelector=seen", "", new byte[0]);
        var answer = client.getHttpClient().sendAsync(request, InputStream.class);
        var map = (ObjectNode) tree(object("v1", "ConfigMap", "w", "data", "k", "1"));
        map.withObject("/metadata/labels").put("seen", "");
        call("POST", MAPS, TYPE, map);
        try (var stream = answer.get(60, TimeUnit.SECONDS).body();
                var events = CBOR.readerFor(JsonNode.class).<JsonNode>readValues(stream)) {
            assertThat(answer.get().header("Content-Type")).startsWith("application/cbor-seq");
            assertEvent(events.nextValue(), "ADDED", "1");
            map.withObject("/data").put("k", "2");
            call("PUT", MAPS + "/w", TYPE, map);
            assertEvent(events.nextValue(), "MODIFIED", "2");
            call("DELETE", MAPS + "/w", "", "");
            assertEvent(events.nextValue(), "DELETED", "2");
        }
    }

    private static void assertEvent(JsonNode event, String type, String value) {
        assertThat(plain(event.path("type"))).isEqualTo(type);
        assertThat(plain(event.path("object").path("data").path("k"))).isEqualTo(value);
    }

    @Test
    void keepsBytesAsBytes() throws IOException {
        var map = (ObjectNode) tree(object("v1", "ConfigMap", "b", "data", "k", "v"));
        map.putObject("binaryData").put("x", "AQID".getBytes(UTF_8));
        assertThat(call("POST", MAPS, TYPE, map).status()).isEqualTo(201);
        var kept = call("GET", MAPS + "/b", "", "").body().path("binaryData").path("x");
        assertThat(kept.binaryValue()).containsExactly(1, 2, 3);
        assertThat(client.configMaps().inNamespace(namespace).withName("b").get().getBinaryData())
                .containsEntry("x", "AQID");
    }

    @Test
    void refusesInCborToo() throws IOException {
        var invalid =
                call(
                        "POST",
                        BOATS,
                        TYPE,
                        object("example.com/v1", "Boat", "x", "spec", "rig", "raft"));
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(invalid.type()).isEqualTo(TYPE);
        assertThat(invalid.text("reason")).isEqualTo("Invalid");
        assertThat(plain(invalid.body().path("details").path("causes").path(0).path("field")))
                .isEqualTo("spec.rig");
        var unreadable = call("POST", MAPS, TYPE, new byte[] {(byte) 0xA1});
        assertThat(unreadable.status()).isEqualTo(400);
        assertThat(unreadable.text("message")).contains("unexpected EOF");
    }

    private static Map<String, Object> object(
            String version, String kind, String name, String part, String field, String value) {
        return Map.of(
                "apiVersion",
                version,
                "kind",
                kind,
                "metadata",
                Map.of("name", name),
                part,
                Map.of(field, value));
    }

    private static Answer call(String method, String path, String type, Object body)
            throws IOException {
        var bytes = body.equals("") ? new byte[0] : bytes(body);
        var answer = sent(request(method, path, type, bytes));
        var told = String.valueOf(answer.header("Content-Type"));
        return new Answer(answer.code(), told, CBOR.readTree(answer.body()));
    }

    private static HttpResponse<byte[]> sent(HttpRequest request) throws IOException {
        try {
            return client.getHttpClient()
                    .sendAsync(request, byte[].class)
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static HttpRequest request(String method, String path, String type, byte[] body) {
        var uri =
                URI.create(client.getMasterUrl().toString()).resolve(path.replace("%s", namespace));
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri)
                .header("Accept", TYPE)
                .method(
                        method,
                        type.isEmpty() ? "application/json" : type,
                        new ByteArrayInputStream(body),
                        body.length)
                .build();
    }

    private static JsonNode tree(Object value) {
        return CBOR.valueToTree(value);
    }

    private static byte[] bytes(Object value) throws IOException {
        return value instanceof byte[] raw ? raw : CBOR.writeValueAsBytes(value);
    }

    /// Texts come as byte strings.
    private static String plain(JsonNode node) {
        try {
            return node.isBinary() ? new String(node.binaryValue(), UTF_8) : node.asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
