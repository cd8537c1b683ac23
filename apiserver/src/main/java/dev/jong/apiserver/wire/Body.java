package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.Kinds;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
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
import dev.jong.http.BodyTooLargeException;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the objects that clients send.
public final class Body {
    private static final List<String> OFFERS =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    private Body() {}

    /// The request's body as an object of this kind.
    ///
    /// @throws ApiException in upstream's words when it is none
    public static <T extends KubernetesObject> T read(HttpExchange exchange, Kind<T> kind) {
        var strictness = Strictness.of(exchange);
        var bytes = bytes(exchange);
        var format = format(exchange);
        if (bytes.length == 0) {
            throw ApiException.badRequest("no body provided");
        }
        var problems = new ArrayList<String>();
        var object =
                switch (format) {
                    case JSON -> decodeJson(bytes, kind, strictness, problems);
                    case YAML -> decodeYaml(bytes, kind, strictness, problems);
                    case PROTOBUF -> Protobuf.read(bytes, kind);
                };
        var kept = pruned(object, problems);
        strictness.report(problems, refusal(kind));
        return kept;
    }

    /// What goes before a refusal of unknown fields: upstream's server of custom resources and of
    /// their definitions names the kind.
    private static String refusal(Kind<?> kind) {
        return kind.type() == Unstructured.class || kind.group().equals("apiextensions.k8s.io")
                ? kind.name()
                        + " in version \""
                        + kind.version()
                        + "\" cannot be handled as a "
                        + kind.name()
                        + ": "
                : "";
    }

    /// Without the fields that a custom object's definition does not declare.
    @SuppressWarnings("unchecked")
    private static <T extends KubernetesObject> T pruned(T object, List<String> problems) {
        return object instanceof Unstructured custom
                ? (T)
                        custom.withBody(
                                Pruning.prune(
                                        custom.body(),
                                        custom.kind().schema(),
                                        path -> problems.add("unknown field \"" + path + '"')))
                : object;
    }

    public static byte[] bytes(HttpExchange exchange) {
        try {
            return exchange.bodyBytes();
        } catch (BodyTooLargeException e) {
            throw ApiException.tooLarge(String.valueOf(e.getMessage()));
        }
    }

    public static Format format(HttpExchange exchange) {
        var header = exchange.headers().value("Content-Type");
        if (header.isEmpty()) {
            return Format.JSON;
        }
        return switch (MediaType.parse(header).name()) {
            case "application/json" -> Format.JSON;
            case "application/yaml" -> Format.YAML;
            case "application/vnd.kubernetes.protobuf" -> Format.PROTOBUF;
            default -> throw ApiException.unsupportedMediaType(OFFERS);
        };
    }

    /// A body that is no stored kind, such as DeleteOptions, by any of its names.
    public static <T> T readPlain(HttpExchange exchange, byte[] bytes, Codec<T> codec) {
        try {
            return switch (format(exchange)) {
                case JSON -> Json.read(bytes, codec);
                case YAML -> Json.read(Yaml.read(new String(bytes, StandardCharsets.UTF_8)), codec);
                case PROTOBUF -> Protobuf.read(bytes, codec);
            };
        } catch (JsonException | InvalidYaml e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static <T extends KubernetesObject> T decodeJson(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            checkKind(bytes, kind);
            return strictness.silent()
                    ? Json.read(bytes, kind.codec())
                    : Json.read(bytes, kind.codec(), problems::add);
        } catch (JsonException e) {
            throw undecodable(kind, String.valueOf(e.getMessage()));
        }
    }

    private static <T extends KubernetesObject> T decodeYaml(
            byte[] bytes, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            var document = Yaml.readDocument(new String(bytes, StandardCharsets.UTF_8));
            problems.addAll(document.duplicates());
            return decodeTree(document.value(), kind, strictness, problems);
        } catch (Undecodable e) {
            throw undecodable(kind, e.why());
        } catch (InvalidYaml e) {
            throw undecodable(kind, String.valueOf(e.getMessage()));
        }
    }

    /// An object from a tree, as patches yield it.
    ///
    /// @throws Undecodable when it is none of the kind
    public static <T extends KubernetesObject> T decodeTree(
            JsonValue tree, Kind<T> kind, Strictness strictness, List<String> problems) {
        try {
            if (tree instanceof JsonObject object) {
                var unknown = unknown(object.text("apiVersion"), object.text("kind"), kind);
                if (unknown.isPresent()) {
                    throw new Undecodable(unknown.get());
                }
            }
            var object =
                    strictness.silent()
                            ? Json.read(tree, kind.codec())
                            : Json.read(tree, kind.codec(), problems::add);
            return pruned(object, problems);
        } catch (JsonException e) {
            throw new Undecodable(String.valueOf(e.getMessage()));
        }
    }

    /// A body that is no object of the kind it should be of.
    public static final class Undecodable extends RuntimeException {
        private final transient String why;

        Undecodable(String why) {
            super(why);
            this.why = why;
        }

        public String why() {
            return why;
        }
    }

    private static ApiException undecodable(Kind<?> kind, String why) {
        return ApiException.badRequest(
                kind.name()
                        + " in version \""
                        + kind.version()
                        + "\" cannot be handled as a "
                        + kind.name()
                        + ": "
                        + why);
    }

    private static void checkKind(byte[] json, Kind<?> kind) {
        var head = Json.read(json, HEAD);
        checkKind(head.apiVersion, head.kind, kind);
    }

    static void checkKind(@Nullable String apiVersion, @Nullable String name, Kind<?> kind) {
        var unknown = unknown(apiVersion, name, kind);
        if (unknown.isPresent()) {
            boolean nameFits = name == null || name.isEmpty() || name.equals(kind.name());
            throw ApiException.badRequest(
                    (nameFits ? kind.name() : name)
                            + " in version \""
                            + (apiVersion == null
                                    ? ""
                                    : apiVersion.substring(apiVersion.indexOf('/') + 1))
                            + "\" cannot be handled as a "
                            + kind.name()
                            + ": "
                            + unknown.get());
        }
    }

    /// Why what a body says of itself is not the kind; empty when it is.
    private static Optional<String> unknown(
            @Nullable String apiVersion, @Nullable String name, Kind<?> kind) {
        var asked = name == null || name.isEmpty() ? kind.name() : name;
        var version = apiVersion == null || apiVersion.isEmpty() ? kind.apiVersion() : apiVersion;
        if (asked.equals(kind.name()) && version.equals(kind.apiVersion())) {
            return Optional.empty();
        }
        boolean exists =
                kind.type() == Unstructured.class
                        || Kinds.all().stream()
                                .anyMatch(other ->
                                        other.name().equals(asked)
                                                && other.apiVersion().equals(version));
        return Optional.of(
                exists
                        ? "the object provided is unrecognized (must be of type "
                                + kind.name()
                                + ")"
                        : "no kind \""
                                + asked
                                + "\" is registered for version \""
                                + version
                                + "\" in scheme \""
                                + scheme(kind)
                                + '"');
    }

    /// Where upstream keeps the kinds, as its messages say.
    private static String scheme(Kind<?> kind) {
        return switch (kind.group()) {
            case "apiregistration.k8s.io" ->
                    "k8s.io/kube-aggregator/pkg/apiserver/scheme/scheme.go:28";
            case "apiextensions.k8s.io" ->
                    "k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:54";
            default -> "pkg/api/legacyscheme/scheme.go:30";
        };
    }

    private record Head(@Nullable String apiVersion, @Nullable String kind) {}

    /// Reads nothing but what a body says about itself.
    private static final Codec<Head> HEAD =
            new Codec<>() {
                @Override
                public Head read(TokenReader in) {
                    String apiVersion = null;
                    String kind = null;
                    if (in.beginObject("Object")) {
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
