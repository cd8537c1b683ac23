package dev.jong.apiserver.wire;

import dev.jong.api.GoText;
import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import dev.jong.api.yaml.InvalidYaml;
import dev.jong.api.yaml.Yaml;
import dev.jong.apiserver.custom.Pruning;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.http.BodyTooLargeException;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the objects that clients send.
public final class Body {
    /// The type without a name into which upstream reads what a body says of itself.
    private static final String HEAD_TYPE =
            " struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
                    + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

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
                        case JSON -> decodeJson(bytes, kind, strictness, problems);
                        case YAML -> decodeYaml(bytes, kind, strictness, problems);
                        case PROTOBUF -> Protobuf.read(bytes, kind);
                        case CBOR -> decodeCbor(bytes, kind, strictness, problems);
                    };
            var kept = pruned(object, told(exchange, problems));
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

    /// Without the fields that a custom object's definition does not declare; those in the metadata
    /// of embedded objects are told last.
    ///
    /// @throws Undecodable when an embedded object is none
    @SuppressWarnings("unchecked")
    private static <T extends KubernetesObject> T pruned(T object, List<String> problems) {
        if (!(object instanceof Unstructured custom)) {
            return object;
        }
        var inMetadata = new ArrayList<String>();
        var listener =
                new Pruning.Listener() {
                    @Override
                    public void dropped(String path, boolean metadata) {
                        var problem = "unknown field \"" + path + '"';
                        if (metadata) {
                            inMetadata.add(problem);
                        } else {
                            problems.add(problem);
                        }
                    }

                    @Override
                    public void misfit(String path, Object shown, String why) {
                        throw new Undecodable(
                                Claim.of(custom.kind()),
                                FieldError.invalid(FieldPath.of(path), shown, why).toString());
                    }
                };
        var kept = Pruning.prune(custom.body(), custom.kind().schema(), listener);
        problems.addAll(inMetadata);
        // what is unknown is told after what is said twice
        problems.sort(Comparator.comparing(problem -> problem.startsWith("unknown field")));
        return (T) custom.withBody(kept);
    }

    public static byte[] bytes(HttpExchange exchange) {
        try {
            var bytes = exchange.bodyBytes();
            RequestContext.current().timing().body(bytes.length);
            return bytes;
        } catch (BodyTooLargeException e) {
            throw ApiException.tooLarge(String.valueOf(e.getMessage()));
        }
    }

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
                demandOptions(head(bytes), "meta.k8s.io/v1");
            } else if (format == Format.CBOR) {
                demandOptions(cborHead(bytes), "");
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
    private static void demandOptions(Head head, String version) {
        var kind = Objects.requireNonNullElse(head.kind, "");
        if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
            throw new Undecodable(
                    null,
                    "no kind "
                            + GoText.quote(kind)
                            + " is registered for version "
                            + GoText.quote(Objects.requireNonNullElse(head.apiVersion, version))
                            + " in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }
    }

    private static <T extends KubernetesObject> T decodeJson(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        var head = head(bytes);
        if (kind.type() == Unstructured.class) {
            CustomClaim.checkBody(
                    head.apiVersion,
                    head.kind,
                    kind,
                    () -> new String(bytes, StandardCharsets.UTF_8));
        } else {
            Claim.check(head.apiVersion, head.kind, kind, other -> Json.read(bytes, other.codec()));
        }
        try {
            return strictness.silent()
                    ? Json.read(bytes, kind.codec())
                    : Json.read(bytes, kind.codec(), problems::add);
        } catch (JsonException e) {
            throw new Undecodable(Claim.of(kind), String.valueOf(e.getMessage()));
        }
    }

    private static <T extends KubernetesObject> T decodeCbor(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        var head = cborHead(bytes);
        if (kind.type() == Unstructured.class) {
            demandNamed(head, bytes);
        }
        Claim.check(head.apiVersion, head.kind, kind, other -> Cbor.read(bytes, other.codec()));
        try {
            return strictness.silent()
                    ? Cbor.read(bytes, kind.codec())
                    : Cbor.read(bytes, kind.codec(), problems::add);
        } catch (JsonException e) {
            throw new Undecodable(Claim.of(kind), String.valueOf(e.getMessage()));
        }
    }

    /// Custom objects say what they are in CBOR, where JSON lets them leave it to the path.
    private static void demandNamed(Head head, byte[] bytes) {
        var missing = head.kind == null || head.kind.isEmpty() ? "Kind" : "apiVersion";
        var given = missing.equals("Kind") ? head.kind : head.apiVersion;
        if (given == null || given.isEmpty()) {
            throw new Undecodable(
                    null,
                    "Object '"
                            + missing
                            + "' is missing in '"
                            + Json.text(Cbor.parse(bytes))
                            + "'");
        }
    }

    private static Head cborHead(byte[] bytes) {
        try {
            return Cbor.read(bytes, HEAD);
        } catch (JsonException e) {
            throw new Undecodable(
                    null, "unable to determine group/version/kind: " + e.getMessage());
        }
    }

    private static Head head(byte[] bytes) {
        try {
            return Json.read(bytes, HEAD);
        } catch (JsonException e) {
            throw nameless(e);
        }
    }

    private static Undecodable nameless(JsonException e) {
        var message = String.valueOf(e.getMessage());
        return new Undecodable(
                null,
                "couldn't get version/kind; json parse error: "
                        + (message.endsWith(" v1.")
                                ? message.replace(" v1.", HEAD_TYPE)
                                : message));
    }

    private static <T extends KubernetesObject> T decodeYaml(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            var document = Yaml.readDocument(new String(bytes, StandardCharsets.UTF_8));
            problems.addAll(
                    strictness == Strictness.STRICT && !document.duplicates().isEmpty()
                            ? List.of(Yaml.duplicates(document))
                            : document.duplicates());
            if (kind.type() == Unstructured.class
                    && document.value() instanceof JsonObject object) {
                CustomClaim.checkBody(
                        object.text("apiVersion"),
                        object.text("kind"),
                        kind,
                        () -> Json.text(object));
            }
            return decodeTree(document.value(), kind, strictness, problems);
        } catch (InvalidYaml e) {
            throw new Undecodable(null, String.valueOf(e.getMessage()));
        }
    }

    /// An object from a tree, as patches yield it.
    ///
    /// @throws Undecodable when it is none of the kind
    public static <T extends KubernetesObject> T decodeTree(
            JsonValue tree, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            var head = Json.read(tree, HEAD);
            if (kind.type() == Unstructured.class) {
                CustomClaim.checkPatched(head.apiVersion, head.kind, kind, tree);
            } else {
                Claim.check(
                        head.apiVersion, head.kind, kind, other -> Json.read(tree, other.codec()));
            }
        } catch (JsonException e) {
            throw nameless(e);
        }
        return decodeBody(tree, kind, strictness, problems);
    }

    /// As [#decodeTree], whatever the tree says it is.
    public static <T extends KubernetesObject> T decodeBody(
            JsonValue tree, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            var object =
                    strictness.silent()
                            ? Json.read(tree, kind.codec())
                            : Json.read(tree, kind.codec(), problems::add);
            return pruned(object, problems);
        } catch (JsonException e) {
            throw new Undecodable(Claim.of(kind), String.valueOf(e.getMessage()));
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

    private record Head(@Nullable String apiVersion, @Nullable String kind) {}

    /// Reads nothing but what a body says about itself.
    private static final Codec<Head> HEAD =
            new Codec<>() {
                @Override
                public Head read(TokenReader in) {
                    String apiVersion = null;
                    String kind = null;
                    if (in.beginObject("")) {
                        for (var name = in.nextField(); name != null; name = in.nextField()) {
                            switch (name) {
                                case "apiVersion" -> apiVersion = in.readString();
                                case "kind" -> kind = in.readString();
                                default -> in.skip();
                            }
                        }
                    }
                    return new Head(apiVersion, kind);
                }

                @Override
                public void write(Head head, TokenWriter out) {
                    throw new UnsupportedOperationException("read only");
                }
            };
}
