package dev.jong.api.json;

import dev.jong.api.Bytes;
import dev.jong.api.IntOrString;
import dev.jong.api.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Codecs of what is not an object, for elements of lists and values of maps.
public final class Codecs {
    public static final Codec<String> STRING =
            new Scalar<>("string", TokenReader::readString, (v, out) -> out.string(v));
    public static final Codec<Integer> INT32 =
            new Scalar<>("int32", TokenReader::readInt, (v, out) -> out.integer(v));
    public static final Codec<Long> INT64 =
            new Scalar<>("int64", TokenReader::readLong, (v, out) -> out.integer(v));
    public static final Codec<Double> DOUBLE =
            new Scalar<>("float64", TokenReader::readDouble, (v, out) -> out.decimal(v));
    public static final Codec<Boolean> BOOLEAN =
            new Scalar<>("bool", TokenReader::readBoolean, (v, out) -> out.bool(v));
    public static final Codec<Bytes> BYTES =
            new Scalar<>("[]uint8", TokenReader::readBytes, (v, out) -> out.bytes(v));
    public static final Codec<Quantity> QUANTITY =
            new Scalar<>(
                    "resource.Quantity", TokenReader::readQuantity, (v, out) -> out.quantity(v));
    public static final Codec<IntOrString> INT_OR_STRING =
            new Scalar<>(
                    "intstr.IntOrString",
                    TokenReader::readIntOrString,
                    (v, out) -> out.intOrString(v));
    public static final Codec<Instant> TIME =
            new Scalar<>("v1.Time", Codecs::time, (v, out) -> out.time(v));
    public static final Codec<Instant> MICRO_TIME =
            new Scalar<>("v1.MicroTime", Codecs::microTime, (v, out) -> out.microTime(v));
    public static final Codec<JsonValue> ANY =
            new Scalar<>("interface {}", TokenReader::readValue, (v, out) -> out.value(v));

    private Codecs() {}

    private static Instant time(TokenReader in) {
        return GoTime.orZero(in.readTime());
    }

    private static Instant microTime(TokenReader in) {
        return GoTime.orZero(in.readMicroTime());
    }

    public static <T> Codec<List<T>> list(Codec<T> element) {
        return new Scalar<>(
                "[]" + element.goType(),
                in -> in.readList(element),
                (v, out) -> out.list(v, element));
    }

    public static <T> Codec<Map<String, T>> map(Codec<T> element) {
        return new Scalar<>(
                "map[string]" + element.goType(),
                in -> in.readMap(element),
                (v, out) -> out.map(v, element));
    }

    private record Scalar<T>(
            String goType, Function<TokenReader, T> reader, BiConsumer<T, TokenWriter> writer)
            implements Codec<T> {
        @Override
        public T read(TokenReader in) {
            return reader.apply(in);
        }

        @Override
        public void write(T value, TokenWriter out) {
            writer.accept(value, out);
        }
    }
}
