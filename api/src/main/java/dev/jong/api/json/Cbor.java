package dev.jong.api.json;

import java.util.ArrayList;
import java.util.function.Consumer;

/// From CBOR to objects and back, in one call: RFC 8949 with what KEP-4222 chose of it.
///
/// A codec of our own, as that of JSON's tokens is: the readers of all kinds read from it, and what
/// upstream chose (texts as byte strings, keys of either kind, tags that stand for an encoding,
/// refusals in its words) no library for CBOR can be told.
public final class Cbor {
    /// The tag that says: this is CBOR (RFC 8949, 3.4.6).
    private static final byte[] SELF_DESCRIBED = {(byte) 0xD9, (byte) 0xD9, (byte) 0xF7};

    private Cbor() {}

    /// Unknown fields are dropped.
    ///
    /// @throws JsonException in upstream's words
    public static <T> T read(byte[] cbor, Codec<T> codec) {
        return codec.read(new CborReader(cbor));
    }

    /// As [#read(byte\[\], Codec)], telling the first unknown field to `problems`.
    public static <T> T read(byte[] cbor, Codec<T> codec, Consumer<String> problems) {
        var told = new ArrayList<String>(0);
        var in = new CborReader(cbor);
        var value = codec.read(in.reportingTo(told::add));
        in.end();
        told.forEach(problems);
        return value;
    }

    public static JsonValue parse(byte[] cbor) {
        return read(cbor, Codecs.ANY);
    }

    /// Under the tag that says it is CBOR.
    public static <T> byte[] write(T value, Codec<T> codec) {
        var out = new CborWriter(SELF_DESCRIBED);
        codec.write(value, out);
        return out.toByteArray();
    }

    public static byte[] write(JsonValue tree) {
        return write(tree, Codecs.ANY);
    }

    /// An event of a watch: a `meta/v1` WatchEvent about an object that is CBOR already.
    public static byte[] event(String type, byte[] object) {
        var out = new CborWriter(SELF_DESCRIBED);
        out.beginObject();
        out.name("type").string(type);
        out.name("object");
        out.raw(object);
        out.endObject();
        return out.toByteArray();
    }
}
