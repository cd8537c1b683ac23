package dev.jong.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.KubernetesObject;
import dev.jong.api.RandomObjects;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonValue;
import dev.jong.foundation.fuzz.Fuzz;
import dev.jong.foundation.fuzz.Mutation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JsonFuzzTest {
    @Test
    void whateverIsAcceptedComesBackTheSame() {
        Fuzz.run(
                20_000,
                random -> {
                    var samples = new Samples(random);
                    var bytes = Json.write(samples.value(4));
                    survives(bytes);
                    survives(Mutation.of(bytes, Json.write(samples.value(3)), random));
                });
    }

    @Test
    void everyKindRefusesOrKeepsDamagedObjects() {
        var kinds = Kinds.all();
        Fuzz.run(3_000, random -> object(kinds.get(random.nextInt(kinds.size())), random));
    }

    private static void survives(byte[] bytes) {
        Fuzz.bounded(
                bytes.length,
                2_000,
                () -> {
                    var tree = parsed(bytes);
                    if (tree != null) {
                        var written = Json.write(tree);
                        assertThat(Json.write(Json.parse(written))).isEqualTo(settled(written));
                    }
                });
    }

    /// Go's json writes a negative zero as one and reads it as none.
    private static byte[] settled(byte[] written) {
        return new String(written, StandardCharsets.UTF_8)
                .replaceAll("(?<=[\\[:,]|^)-0(?=[\\],}]|$)", "0")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable JsonValue parsed(byte[] bytes) {
        try {
            return Json.parse(bytes);
        } catch (JsonException refused) {
            return null;
        }
    }

    private static <T extends KubernetesObject> void object(Kind<T> kind, Random random) {
        var object = new RandomObjects(random).next(kind.type());
        var bytes =
                Mutation.of(
                        Json.write(object, kind.codec()),
                        Json.write(new Samples(random).value(2)),
                        random);
        Fuzz.bounded(
                bytes.length,
                2_000,
                () -> {
                    T read;
                    try {
                        read = Json.read(bytes, kind.codec());
                    } catch (JsonException refused) {
                        return;
                    }
                    var problems = new ArrayList<String>();
                    assertThat(Json.read(bytes, kind.codec(), problems::add)).isEqualTo(read);
                    same(read, kind.codec());
                });
    }

    private static <T> void same(T read, Codec<T> codec) {
        var written = Json.write(read, codec);
        assertThat(Json.write(Json.read(written, codec), codec)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[],", "{\"a\":1,\"b\":"})
    void deepNestingIsRefused(String level) {
        var bytes = level.repeat(3_000_000 / level.length()).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Json.parse(bytes))
                .isInstanceOf(JsonException.Malformed.class)
                .hasMessageContaining("exceeded max depth");
    }

    /// Schemas are of a type that nests.
    @Test
    void deepNestingOfWhatIsKeptIsRefused() {
        for (var level : List.of("{\"items\":", "{\"properties\":{\"a\":", "{\"default\":[")) {
            var text = level.repeat(2_000) + "{}" + ends(level).repeat(2_000);
            assertThatThrownBy(() ->
                            Json.read(text.getBytes(StandardCharsets.UTF_8), JSONSchemaProps.CODEC))
                    .isInstanceOf(JsonException.Malformed.class)
                    .hasMessage("exceeded max depth");
        }
    }

    private static String ends(String level) {
        return new StringBuilder(level.replaceAll("[^\\[{]", ""))
                .reverse()
                .toString()
                .replace('{', '}')
                .replace('[', ']');
    }

    /// Upstream takes 10,000 levels.
    @ParameterizedTest
    @CsvSource({"9999, true", "10000, false"})
    void deepNestingIsPassedOver(int arrays, boolean taken) {
        var text = "{\"zzz\":" + "[".repeat(arrays) + "]".repeat(arrays) + ",\"type\":\"x\"}";
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (taken) {
            assertThat(Json.read(bytes, JSONSchemaProps.CODEC).type()).isEqualTo("x");
        } else {
            assertThatThrownBy(() -> Json.read(bytes, JSONSchemaProps.CODEC))
                    .isInstanceOf(JsonException.Malformed.class)
                    .hasMessage("invalid character '[' exceeded max depth");
        }
    }

    @Test
    void theDeepestTreeIsReadWrittenAndCompared() {
        for (var level : List.of("[", "{\"a\":")) {
            var text = level.repeat(999) + "1" + (level.equals("[") ? "]" : "}").repeat(999);
            var tree = Json.parse(text);
            assertThat(tree.toString()).isEqualTo(text);
            assertThat(tree.equals(Json.parse(text))).isTrue();
            assertThat(tree.hashCode()).isEqualTo(Json.parse(text).hashCode());
        }
    }

    @Test
    void numbersPastAllBoundsAreRefused() {
        for (var number : List.of("1e999", "-1e999", "1".repeat(400), "1e99999999999999")) {
            assertThatThrownBy(() -> Json.parse("{\"a\":" + number + "}"))
                    .isInstanceOf(JsonException.class);
        }
    }

    @Test
    void fewOfManyProblemsAreTold() {
        var text = new StringBuilder("{\"metadata\":{");
        for (int i = 0; i < 100_000; i++) {
            text.append("\"x").append(i).append("\":1,");
        }
        var problems = new ArrayList<String>();
        Json.read(
                text.append("\"name\":\"a\"}}").toString().getBytes(StandardCharsets.UTF_8),
                Pod.CODEC,
                problems::add);
        assertThat(problems).hasSize(100).first().isEqualTo("unknown field \"metadata.x0\"");
    }

    @Test
    void bytesThatAreNoUtf8BecomeReplacements() {
        var bytes = "{\"a?\":\"?b\"}".getBytes(StandardCharsets.ISO_8859_1);
        bytes[3] = (byte) 0xff;
        bytes[7] = (byte) 0xc3;
        assertThat(Json.parse(bytes)).hasToString("{\"a\ufffd\":\"\ufffdb\"}");
    }

    @Test
    void halvesOfCharactersBecomeReplacements() {
        assertThat(Json.parse("{\"\\ud800\":\"a\\udc00b\",\"c\":\"\\ud83d\\ude00\"}"))
                .hasToString("{\"c\":\"😀\",\"\ufffd\":\"a\ufffdb\"}");
    }
}
