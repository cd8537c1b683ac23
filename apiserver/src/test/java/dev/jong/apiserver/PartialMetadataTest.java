package dev.jong.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.meta.v1.PartialObjectMetadata;
import dev.jong.api.meta.v1.PartialObjectMetadataList;
import dev.jong.api.proto.Envelope;
import dev.jong.api.proto.ProtoReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metadata alone as protobuf, which client-go's metadata clients ask for first.
class PartialMetadataTest {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String FOOS = "/apis/x.io/v1/namespaces/default/foos";

    private static OpenServer server;

    @BeforeAll
    static void start() {
        server = new OpenServer();
        server.create(
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"foos.x.io"},
                 "spec":{"group":"x.io","scope":"Namespaced",
                  "names":{"plural":"foos","singular":"foo","kind":"Foo","listKind":"FooList"},
                  "versions":[{"name":"v1","served":true,"storage":true,
                   "schema":{"openAPIV3Schema":{"type":"object"}}}]}}
                """);
        Awaitility.await().until(() -> get(FOOS, "application/json").statusCode() == 200);
        server.create(MAPS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"y\"}}}");
        server.create(
                FOOS,
                "{\"apiVersion\":\"x.io/v1\",\"kind\":\"Foo\","
                        + "\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"y\"}}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {MAPS, FOOS})
    void isToldOfOneObject(String collection) {
        var answer = get(collection + "/a", wanted("PartialObjectMetadata"));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        var envelope = Envelope.read(answer.body());
        assertThat(envelope.apiVersion()).isEqualTo("meta.k8s.io/v1");
        assertThat(envelope.kind()).isEqualTo("PartialObjectMetadata");
        assertIsA(envelope.object(PartialObjectMetadata.CODEC).metadata());
    }

    @ParameterizedTest
    @ValueSource(strings = {MAPS, FOOS})
    void isToldOfMany(String collection) {
        var selector = "?labelSelector=x%3Dy";
        var answer = get(collection + selector, wanted("PartialObjectMetadataList"));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        var envelope = Envelope.read(answer.body());
        assertThat(envelope.apiVersion()).isEqualTo("meta.k8s.io/v1");
        assertThat(envelope.kind()).isEqualTo("PartialObjectMetadataList");
        var list = envelope.object(PartialObjectMetadataList.CODEC);
        assertThat(list.metadata().resourceVersion()).isNotEmpty();
        assertThat(list.items()).hasSize(1);
        assertIsA(list.items().getFirst().metadata());
    }

    @ParameterizedTest
    @ValueSource(strings = {MAPS, FOOS})
    void isToldToWatchers(String collection) {
        var path =
                collection
                        + "?watch=1&timeoutSeconds=1&labelSelector=x%3Dy&allowWatchBookmarks=true"
                        + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
        // Again where the machine was so slow that the watch was over before it began.
        var answer =
                Awaitility.await()
                        .until(
                                () -> get(path, wanted("PartialObjectMetadata")),
                                told -> events(told).size() >= 2);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue(PROTOBUF + ";stream=watch");
        var events = events(answer);
        assertThat(events.getFirst().type).isEqualTo("ADDED");
        assertIsA(events.getFirst().metadata());
        assertThat(events.get(1).type).isEqualTo("BOOKMARK");
        assertThat(events.get(1).metadata().annotations())
                .containsEntry("k8s.io/initial-events-end", "true");
    }

    @Test
    void errorsAreNoMetadata() {
        var answer = get(MAPS + "/none", wanted("PartialObjectMetadata"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void tablesHaveNone() {
        var form = ";as=Table;g=meta.k8s.io;v=v1";
        var answer = get(MAPS, PROTOBUF + form + ",application/json" + form);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    private static void assertIsA(ObjectMeta metadata) {
        assertThat(metadata.name()).isEqualTo("a");
        assertThat(metadata.uid()).isNotEmpty();
        assertThat(metadata.labels()).containsEntry("x", "y");
    }

    private record Event(String type, Envelope envelope) {
        ObjectMeta metadata() {
            assertThat(envelope.kind()).isEqualTo("PartialObjectMetadata");
            return envelope.object(PartialObjectMetadata.CODEC).metadata();
        }
    }

    /// A `meta/v1` WatchEvent each, behind its length in four bytes.
    private static List<Event> events(HttpResponse<byte[]> answer) {
        var events = new ArrayList<Event>();
        var bytes = ByteBuffer.wrap(answer.body());
        while (bytes.hasRemaining()) {
            var one = new byte[bytes.getInt()];
            bytes.get(one);
            events.add(event(one));
        }
        return events;
    }

    private static Event event(byte[] bytes) {
        var in = new ProtoReader(bytes);
        var type = "";
        var object = new byte[0];
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> type = in.readString();
                case 2 -> {
                    int outer = in.enter();
                    for (int inner = in.next(); inner != 0; inner = in.next()) {
                        object = in.readRaw();
                    }
                    in.leave(outer);
                }
                default -> in.skip();
            }
        }
        return new Event(type, Envelope.read(object));
    }

    private static String wanted(String form) {
        var as = ";as=" + form + ";g=meta.k8s.io;v=v1";
        return PROTOBUF + as + ",application/json" + as + ",application/json";
    }

    private static HttpResponse<byte[]> get(String path, String accept) {
        var request =
                HttpRequest.newBuilder(server.uri("http", path)).header("Accept", accept).build();
        return server.client().sendAsync(request, BodyHandlers.ofByteArray()).join();
    }
}
