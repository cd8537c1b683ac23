package dev.jong.api.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// From bytes to objects and back, in one call.
public final class Json {
    private Json() {}

    /// Unknown fields are dropped, of duplicate fields the last one counts.
    public static <T> T read(byte[] json, Codec<T> codec) {
        try {
            return readExactly(json, codec, null);
        } catch (JsonException.Malformed e) {
            return readLegible(json, e, codec, null);
        }
    }

    private static <T> T readLegible(
            byte[] json,
            JsonException.Malformed wrong,
            Codec<T> codec,
            @Nullable Consumer<String> problems) {
        var legible = legible(json, wrong);
        try {
            return readExactly(legible, codec, problems);
        } catch (JsonException.Malformed e) {
            var why = GoSyntax.why(json);
            throw why.isEmpty() ? e : new JsonException.Malformed(why);
        }
    }

    private static <T> T readExactly(
            byte[] json, Codec<T> codec, @Nullable Consumer<String> problems) {
        try (var in = new JsonReader(json)) {
            var value = codec.read(problems == null ? in : in.reportingTo(problems));
            in.end();
            return value;
        }
    }

    /// Bytes that are no UTF-8 become U+FFFD, as Go reads them; when there is none, `wrong` stays.
    private static byte[] legible(byte[] json, JsonException.Malformed wrong) {
        var legible = new String(json, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        if (Arrays.equals(json, legible)) {
            throw wrong;
        }
        return legible;
    }

    /// As [#read(byte\[\], Codec)], telling unknown and duplicate fields to `problems`.
    public static <T> T read(byte[] json, Codec<T> codec, Consumer<String> problems) {
        var told = new ArrayList<String>(0);
        T value;
        try {
            value = readExactly(json, codec, told::add);
        } catch (JsonException.Malformed e) {
            told.clear();
            value = readLegible(json, e, codec, told::add);
        }
        told.forEach(problems);
        return value;
    }

    public static <T> T read(JsonValue tree, Codec<T> codec) {
        return codec.read(new TreeReader(tree));
    }

    public static <T> T read(JsonValue tree, Codec<T> codec, Consumer<String> problems) {
        return codec.read(new TreeReader(tree).reportingTo(problems));
    }

    public static JsonValue parse(byte[] json) {
        return read(json, Codecs.ANY);
    }

    public static JsonValue parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    public static <T> byte[] write(T value, Codec<T> codec) {
        var out = new JsonWriter();
        codec.write(value, out);
        return out.toByteArray();
    }

    public static byte[] write(JsonValue tree) {
        return write(tree, Codecs.ANY);
    }

    public static <T> JsonValue tree(T value, Codec<T> codec) {
        var out = new TreeWriter();
        codec.write(value, out);
        return out.tree();
    }

    public static String text(JsonValue tree) {
        return new String(write(tree), StandardCharsets.UTF_8);
    }
}
