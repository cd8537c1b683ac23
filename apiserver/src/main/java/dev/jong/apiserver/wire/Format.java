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

    /// Those of what watches can be sent as, as refusals name them; nothing separates events in
    /// YAML.
    static List<String> offeredForEvents() {
        return offers().stream()
                .filter(format -> format != YAML)
                .map(format ->
                        format == CBOR
                                ? "application/cbor-seq"
                                : format.mediaType + ";stream=watch")
                .toList();
    }

    public String mediaType() {
        return mediaType;
    }
}
