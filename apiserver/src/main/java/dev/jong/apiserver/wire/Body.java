package dev.jong.apiserver.wire;

import dev.jong.api.GoText;
import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.MediaType;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.http.BodyTooLargeException;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the objects that clients send.
public final class Body {
    /// How much of an unreadable body its refusal shows.
    private static final int SHOWN = 30;

    private Body() {}

    /// The request's body as an object of this kind.
    ///
    /// @throws ApiException in upstream's words when it is none
    public static <T extends KubernetesObject> T read(HttpExchange exchange, Kind<T> kind) {
        var strictness = Strictness.of(exchange);
        var bytes = bytes(exchange);
        var problems = new ArrayList<String>();
        try {
            var object =
                    switch (format(exchange)) {
                        case JSON -> Decoding.json(bytes, kind, strictness, problems);
                        case YAML -> Decoding.yaml(bytes, kind, strictness, problems);
                        case PROTOBUF -> Protobuf.read(bytes, kind);
                        case CBOR -> Decoding.cbor(bytes, kind, strictness, problems);
                    };
            var kept = Decoding.pruned(object, told(exchange, problems));
            strictness.report(problems);
            Received.tell(kept, kind);
            return kept;
        } catch (Undecodable e) {
            throw refused(e, kind, bytes);
        } catch (Strictness.Violated e) {
            throw refused(
                    new Undecodable(Claim.of(kind), String.valueOf(e.getMessage())), kind, bytes);
        }
    }

    /// Upstream names what a body says it is; when not even that can be read, it shows how the body
    /// begins.
    private static ApiException refused(Undecodable why, Kind<?> kind, byte[] bytes) {
        var claim = why.claim;
        return ApiException.badRequest(
                claim == null
                        ? "the object provided is unrecognized (must be of type "
                                + kind.name()
                                + "): "
                                + why.why()
                                + " ("
                                + beginning(bytes)
                                + ")"
                        : claim.kind()
                                + " in version \""
                                + claim.version()
                                + "\" cannot be handled as a "
                                + kind.name()
                                + ": "
                                + why.why());
    }

    private static String beginning(byte[] bytes) {
        if (bytes.length == 0) {
            return "<empty>";
        }
        int shown = Math.min(bytes.length, SHOWN);
        return (bytes[0] == '{'
                        ? new String(bytes, 0, shown, StandardCharsets.UTF_8)
                        : HexFormat.of().formatHex(bytes, 0, shown))
                + (bytes.length > shown ? " ..." : "");
    }

    /// The request's body as it came.
    ///
    /// @throws ApiException when it is too large
    public static byte[] bytes(HttpExchange exchange) {
        try {
            var bytes = exchange.bodyBytes();
            RequestContext.current().timing().body(bytes.length);
            return bytes;
        } catch (BodyTooLargeException e) {
            throw ApiException.tooLarge(String.valueOf(e.getMessage()));
        }
    }

    /// What the request says its body is; JSON when it says nothing.
    ///
    /// @throws ApiException when it is nothing that can be read
    public static Format format(HttpExchange exchange) {
        var header = exchange.headers().value("Content-Type");
        if (header.isEmpty()) {
            return Format.JSON;
        }
        var name = MediaType.parse(header).name();
        for (var format : Format.offers()) {
            if (format.mediaType().equals(name)) {
                return format;
            }
        }
        throw ApiException.unsupportedMediaType(Format.offered());
    }

    /// Where to tell of fields that a definition does not declare: upstream drops them in silence
    /// when they come in CBOR.
    private static List<String> told(HttpExchange exchange, List<String> problems) {
        return format(exchange) == Format.CBOR ? new ArrayList<>() : problems;
    }

    /// Options to delete with, of any version.
    public static <T> T readOptions(HttpExchange exchange, byte[] bytes, Codec<T> codec) {
        try {
            var format = format(exchange);
            if (format == Format.JSON) {
                demandOptions(BodyHead.ofJson(bytes), "meta.k8s.io/v1");
            } else if (format == Format.CBOR) {
                demandOptions(BodyHead.ofCbor(bytes), "");
            }
            var options =
                    switch (format) {
                        case JSON -> Json.read(bytes, codec);
                        case YAML -> {
                            var text = new String(bytes, StandardCharsets.UTF_8);
                            yield Json.read(Yaml.read(text), codec);
                        }
                        case PROTOBUF -> Protobuf.read(bytes, codec);
                        case CBOR -> Cbor.read(bytes, codec);
                    };
            Received.tellOptions(options, codec);
            return options;
        } catch (JsonException | InvalidYaml | Undecodable e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /// @param version the one that a body is taken for which names none
    private static void demandOptions(BodyHead head, String version) {
        var kind = Objects.requireNonNullElse(head.kind(), "");
        if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
            throw new Undecodable(
                    null,
                    "no kind "
                            + GoText.quote(kind)
                            + " is registered for version "
                            + GoText.quote(Objects.requireNonNullElse(head.apiVersion(), version))
                            + " in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }
    }

    /// A body that is no object of the kind it should be of.
    public static final class Undecodable extends RuntimeException {
        private final transient @Nullable Claim claim;
        private final transient String why;

        /// @param claim null when the body does not even say what it is
        Undecodable(@Nullable Claim claim, String why) {
            super(why);
            this.claim = claim;
            this.why = why;
        }

        public String why() {
            return why;
        }
    }
}
