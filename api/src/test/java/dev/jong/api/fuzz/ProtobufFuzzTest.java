package dev.jong.api.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.KubernetesObject;
import dev.jong.api.RandomObjects;
import dev.jong.api.apiextensions.v1.JSONSchemaProps;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Json;
import dev.jong.api.proto.Envelope;
import dev.jong.api.proto.ProtoException;
import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;
import dev.jong.foundation.fuzz.Fuzz;
import dev.jong.foundation.fuzz.Mutation;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProtobufFuzzTest {
    @Test
    void everyKindRefusesOrKeepsDamagedMessages() {
        var kinds = Kinds.all();
        Fuzz.run(6_000, random -> damaged(kinds.get(random.nextInt(kinds.size())), random));
    }

    private static <T extends KubernetesObject> void damaged(Kind<T> kind, Random random) {
        var object = new RandomObjects(random).next(kind.type());
        var whole = Envelope.of(kind.apiVersion(), kind.name(), object, kind.codec());
        var bytes = Mutation.of(whole, whole, random);
        Fuzz.bounded(
                bytes.length,
                4_000,
                () -> {
                    T read;
                    try {
                        read = Envelope.read(bytes).object(kind.codec());
                    } catch (ProtoException refused) {
                        return;
                    }
                    var again = Envelope.of(kind.apiVersion(), kind.name(), read, kind.codec());
                    assertThat(Envelope.read(again).object(kind.codec())).isEqualTo(read);
                    var json = Json.write(read, kind.codec());
                    assertThat(Json.write(Json.read(json, kind.codec()), kind.codec()))
                            .isEqualTo(json);
                });
    }

    @Test
    void lengthsPastTheEndAreRefused() {
        for (var length :
                new long[] {2, Integer.MAX_VALUE, 1L << 31, 1L << 32, Long.MAX_VALUE, -1}) {
            var bytes = new byte[12];
            bytes[0] = 1 << 3 | 2;
            int at = 1;
            for (long rest = length; ; rest >>>= 7) {
                bytes[at++] = (byte) (rest > 127 || rest < 0 ? rest | 128 : rest);
                if (rest >= 0 && rest < 128) {
                    break;
                }
            }
            int end = at + 1;
            assertThatThrownBy(() -> Pod.CODEC.readProto(new ProtoReader(bytes, 0, end)))
                    .isInstanceOf(ProtoException.class);
        }
    }

    /// A schema in whose `allOf`, field 25, stands a schema in whose `allOf` stands a schema.
    @Test
    void deepNestingIsRefused() {
        var deep = new ProtoWriter();
        int[] marks = new int[20_000];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = deep.mark();
        }
        for (int i = marks.length - 1; i >= 0; i--) {
            deep.close(25, marks[i]);
        }
        assertThatThrownBy(
                        () -> JSONSchemaProps.CODEC.readProto(new ProtoReader(deep.toByteArray())))
                .isInstanceOf(ProtoException.class)
                .hasMessageContaining("max depth");
    }

    /// Writers other than Go's leave out what is empty.
    @Test
    void entriesWithoutValueAreEmpty() {
        var key = new byte[] {'k'};
        var out = new ProtoWriter();
        int mark = out.mark();
        out.bytes(1, key);
        out.close(2, mark);
        var map = ConfigMap.CODEC.readProto(new ProtoReader(out.toByteArray()));
        assertThat(map.data()).containsEntry("k", "");
    }
}
