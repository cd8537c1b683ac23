package dev.jong.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.KubernetesObject;
import dev.jong.api.RandomObjects;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonValue;
import dev.jong.foundation.fuzz.Fuzz;
import dev.jong.foundation.fuzz.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CborFuzzTest {
    @Test
    void whateverIsAcceptedComesBackTheSame() {
        Fuzz.run(
                20_000,
                random -> {
                    var samples = new Samples(random);
                    var tree = samples.value(4);
                    var bytes = Cbor.write(tree);
                    assertThat(Cbor.parse(bytes)).isEqualTo(tree);
                    survives(Mutation.of(bytes, Cbor.write(samples.value(3)), random));
                });
    }

    private static void survives(byte[] bytes) {
        Fuzz.bounded(
                bytes.length,
                2_000,
                () -> {
                    var tree = parsed(bytes);
                    if (tree != null) {
                        var written = Cbor.write(tree);
                        assertThat(Cbor.parse(written)).isEqualTo(tree);
                        assertThat(Cbor.write(Cbor.parse(written))).isEqualTo(written);
                    }
                });
    }

    private static @Nullable JsonValue parsed(byte[] bytes) {
        try {
            return Cbor.parse(bytes);
        } catch (JsonException refused) {
            return null;
        }
    }

    @Test
    void everyKindRefusesOrKeepsDamagedObjects() {
        var kinds = Kinds.all();
        Fuzz.run(3_000, random -> object(kinds.get(random.nextInt(kinds.size())), random));
    }

    private static <T extends KubernetesObject> void object(Kind<T> kind, Random random) {
        var object = new RandomObjects(random).next(kind.type());
        var bytes =
                Mutation.of(
                        Cbor.write(object, kind.codec()),
                        Cbor.write(new Samples(random).value(2)),
                        random);
        Fuzz.bounded(
                bytes.length,
                2_000,
                () -> {
                    T read;
                    try {
                        read = Cbor.read(bytes, kind.codec());
                    } catch (JsonException refused) {
                        return;
                    }
                    var problems = new ArrayList<String>();
                    assertThat(Cbor.read(bytes, kind.codec(), problems::add)).isEqualTo(read);
                    assertThat(problems).hasSizeLessThan(2);
                    var written = Cbor.write(read, kind.codec());
                    assertThat(Cbor.write(Cbor.read(written, kind.codec()), kind.codec()))
                            .isEqualTo(written);
                    assertThat(Cbor.parse(written))
                            .isEqualTo(Json.parse(Json.write(read, kind.codec())));
                });
    }

    /// Of arrays, maps in maps' values, maps in maps' keys, tags, and those without a length.
    @ParameterizedTest
    @ValueSource(ints = {0x81, 0xA1, 0xC6, 0x9F, 0xBF})
    void deepNestingIsRefused(int level) {
        var bytes = new byte[3_000_000];
        Arrays.fill(bytes, (byte) level);
        assertThatThrownBy(() -> Cbor.parse(bytes))
                .isInstanceOf(JsonException.Malformed.class)
                .hasMessageContaining("exceeded max nested level");
    }

    @Test
    void theDeepestTreeIsReadAndWritten() {
        var tree = Json.parse("[".repeat(999) + "1" + "]".repeat(999));
        assertThat(Cbor.parse(Cbor.write(tree)).equals(tree)).isTrue();
    }
}
