package dev.jong.api.proto;

/// Between one Java type and the fields of a protobuf message. Stateless.
public interface ProtoCodec<T> {
    /// Reads fields up to the end of the message that `in` stands in.
    T readProto(ProtoReader in);

    /// Writes the fields from the last to the first, since the writer works backwards.
    void writeProto(T value, ProtoWriter out);
}
