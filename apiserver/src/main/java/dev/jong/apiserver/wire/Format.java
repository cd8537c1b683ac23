package dev.jong.apiserver.wire;

import dev.jong.apiserver.request.RequestContext;
import java.util.List;

/// How an object is written.
public enum Format {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf"),

    /// Only where the server offers it.
    CBOR("application/cbor");

    private static final List<Format> WITH_CBOR = List.of(values());
    private static final List<Format> WITHOUT_CBOR = List.of(JSON, YAML, PROTOBUF);

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    /// What the request that is served may be sent and answered as.
    static List<Format> offers() {
        return RequestContext.current().cbor() ? WITH_CBOR : WITHOUT_CBOR;
    }

    /// Their media types, as refusals name them.
    static List<String> offered() {
        return offers().stream().map(Format::mediaType).toList();
    }

    public String mediaType() {
        return mediaType;
    }
}
