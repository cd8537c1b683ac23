package dev.jong.api.json;

import dev.jong.api.proto.ProtoCodec;
import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;

/// Between one Java type and tokens. Stateless.
public interface Codec<T> extends ProtoCodec<T> {
    /// Reads the value that `in` stands at. `null` gives the type's empty value.
    T read(TokenReader in);

    void write(T value, TokenWriter out);

    /// What Go calls the type in messages: `v1.Pod`, `string`.
    default String goType() {
        return "string";
    }

    /// The fields alone, for a writer that has begun the object itself: list items carry no `kind`
    /// and `apiVersion`.
    default void writeFields(T value, TokenWriter out) {
        throw new UnsupportedOperationException("not an object: " + value);
    }

    @Override
    default T readProto(ProtoReader in) {
        throw new UnsupportedOperationException("no protobuf for " + goType());
    }

    @Override
    default void writeProto(T value, ProtoWriter out) {
        throw new UnsupportedOperationException("no protobuf for " + goType());
    }
}
