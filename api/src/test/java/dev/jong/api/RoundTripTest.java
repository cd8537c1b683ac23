package dev.jong.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.proto.Envelope;
import dev.jong.api.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
    static Stream<Kind<?>> kinds() {
        return Kinds.all().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindSurvivesBytesTreeCborAndProtobuf(Kind<?> kind) {
        for (int seed = 0; seed < 25; seed++) {
            check(kind, seed);
        }
    }

    private static <T extends KubernetesObject> void check(Kind<T> kind, int seed) {
        var object = new RandomObjects(new Random(seed)).next(kind.type());
        var problems = new ArrayList<String>();
        var bytes = Json.write(object, kind.codec());
        assertThat(Json.read(bytes, kind.codec(), problems::add)).isEqualTo(object);
        assertThat(Json.read(Json.tree(object, kind.codec()), kind.codec(), problems::add))
                .isEqualTo(object);
        assertThat(Json.tree(object, kind.codec())).isEqualTo(Json.parse(bytes));
        var cbor = Cbor.write(object, kind.codec());
        assertThat(Cbor.read(cbor, kind.codec(), problems::add)).isEqualTo(object);
        assertThat(Cbor.parse(cbor)).isEqualTo(Json.parse(bytes));
        assertThat(Cbor.read(Cbor.write(Json.parse(bytes)), kind.codec())).isEqualTo(object);
        assertThat(problems).isEmpty();
        var envelope =
                Envelope.read(Envelope.of(kind.apiVersion(), kind.name(), object, kind.codec()));
        assertThat(envelope.object(kind.codec())).isEqualTo(object);
        assertThat(
                        Json.write(
                                kind.codec().read(new dev.jong.api.json.JsonReader(bytes)),
                                kind.codec()))
                .isEqualTo(bytes);
    }

    @Test
    void writesAnEmptyPodAsGoDoes() {
        assertThat(text(Pod.EMPTY, Pod.CODEC))
                .isEqualTo(
                        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{},"
                                + "\"spec\":{\"containers\":null},\"status\":{}}");
    }

    @Test
    void escapesHtml() {
        var pod = Pod.EMPTY.mapMetadata(m -> m.withName("<a&b>"));
        assertThat(text(pod, Pod.CODEC)).contains("\"name\":\"\\u003ca\\u0026b\\u003e\"");
    }

    @Test
    void tellsUnknownAndDuplicateFieldsWithTheirPath() {
        var problems = new ArrayList<String>();
        read(
                "{\"spec\":{\"foo\":1,\"containers\":[{\"name\":\"a\",\"name\":\"b\",\"bar\":{\"x\":[]}}]}}",
                problems);
        assertThat(problems)
                .containsExactly(
                        "unknown field \"spec.foo\"",
                        "duplicate field \"spec.containers[0].name\"",
                        "unknown field \"spec.containers[0].bar\"");
    }

    @Test
    void namesTheFieldOfAWrongType() {
        Assertions.assertThatThrownBy(() ->
                        read(
                                "{\"spec\":{\"terminationGracePeriodSeconds\":\"x\"}}",
                                new ArrayList<>()))
                .isInstanceOf(JsonException.Mismatch.class)
                .hasMessage(
                        "json: cannot unmarshal string into Go struct field "
                                + "PodSpec.spec.terminationGracePeriodSeconds of type int64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{labels: {a: 1}} | number into Go struct field ObjectMeta.labels of type string",
                "{ownerReferences: [{name: 1}]} | number into Go struct field OwnerReference.ownerReferences.name of type string",
                "7 | number into Go value of type v1.ObjectMeta",
            })
    void namesWhatIsWrongInACustomObjectsMetadataAsIfReadOnItsOwn(String metadata, String told) {
        var widget =
                Unstructured.kind(
                        "ex.org",
                        "v1",
                        "Widget",
                        Unstructured.Names.of("widgets"),
                        true,
                        Pod.KIND.schema());
        var tree = Yaml.read("metadata: " + metadata);
        Assertions.assertThatThrownBy(() -> Json.read(tree, widget.codec()))
                .hasMessage("json: cannot unmarshal " + told);
        Assertions.assertThatThrownBy(() -> Json.read(Json.write(tree), widget.codec()))
                .hasMessage("json: cannot unmarshal " + told);
    }

    @Test
    void describesItsFields() {
        var spec = Pod.KIND.schema().field("spec");
        assertThat(spec).isNotNull();
        var containers = ((Schema.Struct) spec.schema()).field("containers");
        assertThat(containers).isNotNull();
        assertThat(containers.required()).isTrue();
        assertThat(containers.patch().mergeKey()).isEqualTo("name");
        assertThat(((Schema.ListOf) containers.schema()).type()).isEqualTo(Schema.ListType.MAP);
        assertThat(containers.description()).startsWith("List of containers belonging to the pod.");
    }

    private static void read(String json, ArrayList<String> problems) {
        Json.read(json.getBytes(StandardCharsets.UTF_8), Pod.CODEC, problems::add);
    }

    private static <T> String text(T value, Codec<T> codec) {
        return new String(Json.write(value, codec), StandardCharsets.UTF_8);
    }
}
