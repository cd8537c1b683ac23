package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.Status;
import dev.jong.api.proto.Envelope;
import dev.jong.api.proto.ProtoException;
import dev.jong.api.proto.ProtoWriter;
import java.util.List;

/// `application/vnd.kubernetes.protobuf`: objects in their envelope, and the events of watches.
public final class Protobuf {
    private Protobuf() {}

    static <T extends KubernetesObject> T read(byte[] bytes, Kind<T> kind) {
        try {
            var envelope = opened(bytes);
            Claim.check(
                    envelope.apiVersion(),
                    envelope.kind(),
                    kind,
                    other -> read(envelope, other.codec()));
            return read(envelope, kind.codec());
        } catch (ProtoException e) {
            throw new Body.Undecodable(Claim.of(kind), String.valueOf(e.getMessage()));
        }
    }

    private static Envelope opened(byte[] bytes) {
        try {
            return Envelope.read(bytes);
        } catch (ProtoException e) {
            throw new Body.Undecodable(null, String.valueOf(e.getMessage()));
        }
    }

    static <T> T read(byte[] bytes, Codec<T> codec) {
        try {
            return read(Envelope.read(bytes), codec);
        } catch (ProtoException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static <T> T read(Envelope envelope, Codec<T> codec) {
        try {
            return envelope.object(codec);
        } catch (UnsupportedOperationException _) {
            throw ApiException.unsupportedMediaType(
                    List.of("application/json", "application/yaml"));
        }
    }

    public static <T extends KubernetesObject> byte[] write(T object) {
        @SuppressWarnings("unchecked")
        var codec = (Codec<T>) object.kind().codec();
        return Envelope.of(object.kind().apiVersion(), object.kind().name(), object, codec);
    }

    public static byte[] status(JsonObject status) {
        return Envelope.of("v1", "Status", Json.read(status, Status.CODEC), Status.CODEC);
    }

    /// An event of a watch: a `meta/v1` WatchEvent whose object is in its envelope.
    public static byte[] event(String type, byte[] object) {
        var out = new ProtoWriter();
        int mark = out.mark();
        out.bytes(1, object);
        out.close(2, mark);
        out.string(1, type);
        return out.toByteArray();
    }
}
