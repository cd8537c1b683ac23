package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.MediaType;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.http.HttpExchange;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the client wants its answer to be.
///
/// @param as `Table`, `PartialObjectMetadata`, `PartialObjectMetadataList`,
///   `APIGroupDiscoveryList`, or empty for the object itself
/// @param group of `as`
/// @param version of `as`
public record Accepted(Format format, String as, String group, String version, boolean pretty) {
    private static final Set<String> FORMS =
            Set.of("Table", "PartialObjectMetadata", "PartialObjectMetadataList");
    private static final Set<String> ANYTHING = Set.of("*/*", "application/*");

    /// What all built-in kinds can be sent as.
    public static Accepted of(HttpExchange exchange) {
        return of(exchange, true);
    }

    /// What this kind can be sent as.
    public static Accepted of(HttpExchange exchange, Kind<?> kind) {
        return of(exchange, kind.type() != Unstructured.class);
    }

    /// What events of this kind can be sent as.
    ///
    /// @throws ApiException 406 when the client wants something else
    public static Accepted ofWatch(HttpExchange exchange, Kind<?> kind) {
        boolean protobuf = kind.type() != Unstructured.class;
        return of(exchange, protobuf, true, protobuf, Accepted::isOfObjects)
                .orElseThrow(Accepted::notAcceptable);
    }

    /// @param protobuf whether this answer can be sent as protobuf
    public static Accepted of(HttpExchange exchange, boolean protobuf) {
        return of(exchange, protobuf, false, protobuf, Accepted::isOfObjects)
                .orElseThrow(Accepted::notAcceptable);
    }

    /// What a document can be sent as that is no object.
    ///
    /// @param builtIn whether a built-in route answers
    public static Accepted ofDocument(HttpExchange exchange, boolean builtIn) {
        return of(exchange, true, false, builtIn, Accepted::isPlain)
                .orElseThrow(Accepted::notAcceptable);
    }

    /// What errors are sent as: as plain objects, or for people to read where the client wants
    /// none, or only what cannot be met.
    static Accepted ofErrors(HttpExchange exchange) {
        var readable = new Accepted(Format.JSON, "", "", "", true);
        try {
            return of(exchange, true, false, true, Accepted::isPlain).orElse(readable);
        } catch (ApiException _) {
            return readable;
        }
    }

    /// What the list of all groups can be sent as: all that is in them goes before their names,
    /// however much either is wanted.
    public static Accepted ofGroups(HttpExchange exchange) {
        return of(exchange, false, false, true, Accepted::isAggregated)
                .or(() -> of(exchange, false, false, true, Accepted::isPlain))
                .orElseThrow(Accepted::notAcceptable);
    }

    private static ApiException notAcceptable() {
        return ApiException.notAcceptable(Format.offered());
    }

    /// Empty when nothing of what the client wants is known here.
    ///
    /// @param events nothing separates events in YAML
    /// @param builtIn whether a built-in route answers
    private static Optional<Accepted> of(
            HttpExchange exchange,
            boolean protobuf,
            boolean events,
            boolean builtIn,
            Predicate<MediaType> known) {
        var accept = exchange.headers().value("Accept");
        boolean pretty = pretty(exchange);
        if (accept.isEmpty()) {
            return Optional.of(new Accepted(Format.JSON, "", "", "", pretty))
                    .filter(_ -> known.test(new MediaType("*/*", Map.of())));
        }
        if (builtIn && !isServed(accept)) {
            throw ApiException.of(
                    new Failure(
                            406,
                            "NotAcceptable",
                            "406: Not Acceptable\n\nAvailable representations: "
                                    + String.join(", ", Format.offered()),
                            null));
        }
        boolean written = false;
        for (var type : MediaType.parseAll(accept)) {
            var format = format(type.name(), protobuf || isPartial(type));
            if (format == null || !known.test(type) || !writable(format, type)) {
                continue;
            }
            written = true;
            if (!events || format != Format.YAML) {
                return Optional.of(
                        new Accepted(
                                format,
                                type.parameter("as"),
                                type.parameter("g"),
                                type.parameter("v"),
                                pretty || type.parameter("pretty").equals("1")));
            }
        }
        // protobuf is told even where it is not to be had, as upstream does
        if (written) {
            throw ApiException.notAcceptable(Format.offeredForEvents());
        }
        return Optional.empty();
    }

    /// Whether a built-in route serves any of what is asked for: it knows its forms by their very
    /// names, and no `application/*`.
    private static boolean isServed(String accept) {
        for (var part : accept.split(",", -1)) {
            int end = part.indexOf(';');
            var name = (end < 0 ? part : part.substring(0, end)).strip();
            if (name.equals("*/*") || !ANYTHING.contains(name) && format(name, true) != null) {
                return true;
            }
        }
        return false;
    }

    /// Tables have neither protobuf nor CBOR upstream; clients always name JSON too.
    private static boolean writable(Format format, MediaType type) {
        return switch (format) {
            case JSON, YAML -> true;
            case PROTOBUF, CBOR -> !type.parameter("as").equals("Table");
        };
    }

    /// Whether metadata alone is asked for, which has protobuf whatever it is of.
    private static boolean isPartial(MediaType type) {
        return type.parameter("as").startsWith("PartialObjectMetadata");
    }

    private static boolean isOfObjects(MediaType type) {
        return isPlain(type)
                || isStream(type)
                        && FORMS.contains(type.parameter("as"))
                        && type.parameter("g").equals("meta.k8s.io")
                        && Set.of("v1", "v1beta1").contains(type.parameter("v"));
    }

    private static boolean isPlain(MediaType type) {
        return isStream(type)
                && type.parameter("as").isEmpty()
                && type.parameter("g").isEmpty()
                && type.parameter("v").isEmpty();
    }

    private static boolean isAggregated(MediaType type) {
        return isStream(type)
                && type.parameter("as").equals("APIGroupDiscoveryList")
                && type.parameter("g").equals("apidiscovery.k8s.io")
                && type.parameter("v").equals("v2");
    }

    private static boolean isStream(MediaType type) {
        return Set.of("", "watch").contains(type.parameter("stream"));
    }

    private static @Nullable Format format(String name, boolean protobuf) {
        if (ANYTHING.contains(name)) {
            return Format.JSON;
        }
        return switch (name) {
            case "application/json" -> Format.JSON;
            case "application/yaml" -> Format.YAML;
            case "application/vnd.kubernetes.protobuf" -> protobuf ? Format.PROTOBUF : null;
            case "application/cbor" -> RequestContext.current().cbor() ? Format.CBOR : null;
            default -> null;
        };
    }

    /// Said by the query, or guessed for what people type into a terminal or a browser.
    private static boolean pretty(HttpExchange exchange) {
        var query = exchange.query();
        if (query.has("pretty")) {
            return query.isTrue("pretty");
        }
        var agent = exchange.headers().value("User-Agent");
        return agent.startsWith("curl")
                || agent.startsWith("Wget")
                || agent.startsWith("Mozilla/5.0");
    }

    public boolean plain() {
        return as.isEmpty();
    }

    public Accepted plainly() {
        return new Accepted(format, "", "", "", pretty);
    }
}
