package dev.jong.api.proto;

import java.util.Arrays;

/// `runtime.Unknown` behind four magic bytes: how an object travels as
/// `application/vnd.kubernetes.protobuf`.
public final class Envelope {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private final String apiVersion;
    private final String kind;
    private final byte[] raw;

    private Envelope(String apiVersion, String kind, byte[] raw) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.raw = raw;
    }

    public String apiVersion() {
        return apiVersion;
    }

    public String kind() {
        return kind;
    }

    public static boolean matches(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, 4, MAGIC, 0, 4);
    }

    public static Envelope read(byte[] bytes) {
        if (!matches(bytes)) {
            throw new ProtoException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        if (bytes.length == MAGIC.length) {
            throw new ProtoException("empty body");
        }
        var in = new ProtoReader(bytes, MAGIC.length, bytes.length);
        var apiVersion = "";
        var kind = "";
        var raw = new byte[0];
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> {
                    int outer = in.enter();
                    for (int inner = in.next(); inner != 0; inner = in.next()) {
                        switch (inner) {
                            case 1 -> apiVersion = in.readString();
                            case 2 -> kind = in.readString();
                            default -> in.skip();
                        }
                    }
                    in.leave(outer);
                }
                case 2 -> raw = in.readRaw();
                default -> in.skip();
            }
        }
        return new Envelope(apiVersion, kind, raw);
    }

    private byte[] write() {
        var out = new ProtoWriter();
        out.string(4, "");
        out.string(3, "");
        out.bytes(2, raw);
        int mark = out.mark();
        out.string(2, kind);
        out.string(1, apiVersion);
        out.close(1, mark);
        out.raw(MAGIC);
        return out.toByteArray();
    }

    /// An object with its envelope.
    public static <T> byte[] of(String apiVersion, String kind, T object, ProtoCodec<T> codec) {
        var out = new ProtoWriter();
        codec.writeProto(object, out);
        return new Envelope(apiVersion, kind, out.toByteArray()).write();
    }

    public <T> T object(ProtoCodec<T> codec) {
        return codec.readProto(new ProtoReader(raw));
    }
}
