package dev.jong.benchmarks.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.proto.ProtoReader;
import dev.jong.api.proto.ProtoWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/// A way to hold a Pod in memory, with its way from and to bytes.
///
/// @param wire the bytes that it reads, from JSON
record ObjectForm<T>(
        Function<byte[], byte[]> wire, Function<byte[], T> read, Function<T, byte[]> write) {
    static ObjectForm<?> named(String name) {
        return switch (name) {
            case "records" -> json(Pod.CODEC);
            case "tree" -> json(Codecs.ANY);
            case "fabric8" -> fabric8();
            case "protobuf" -> protobuf();
            default ->
                    throw new IllegalArgumentException(
                            "no form named " + name + ": records, tree, fabric8, protobuf");
        };
    }

    private static <T> ObjectForm<T> json(Codec<T> codec) {
        return new ObjectForm<>(
                json -> json, json -> Json.read(json, codec), value -> Json.write(value, codec));
    }

    /// The records again, over protobuf.
    private static ObjectForm<Pod> protobuf() {
        return new ObjectForm<>(
                json -> protobuf(Json.read(json, Pod.CODEC)),
                bytes -> Pod.CODEC.readProto(new ProtoReader(bytes)),
                ObjectForm::protobuf);
    }

    private static byte[] protobuf(Pod pod) {
        var out = new ProtoWriter();
        Pod.CODEC.writeProto(pod, out);
        return out.toByteArray();
    }

    private static ObjectForm<io.fabric8.kubernetes.api.model.Pod> fabric8() {
        var mapper = new ObjectMapper();
        return new ObjectForm<>(
                json -> json,
                json -> {
                    try {
                        return mapper.readValue(json, io.fabric8.kubernetes.api.model.Pod.class);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                pod -> {
                    try {
                        return mapper.writeValueAsBytes(pod);
                    } catch (JsonProcessingException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
