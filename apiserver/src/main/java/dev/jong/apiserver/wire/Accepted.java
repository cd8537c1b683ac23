package dev.jong.apiserver.wire;

import dev.jong.api.Kind;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.http.HttpExchange;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the client wants its answer to be.
///
/// @param as `Table`, `PartialObjectMetadata`, `PartialObjectMetadataList`,
///   `APIGroupDiscoveryList`, or empty for the object itself
/// @param group of `as`
/// @param version of `as`
public record Accepted(Format format, String as, String group, String version, boolean pretty) {
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
        return of(exchange, protobuf, true);
    }

    /// @param protobuf whether this answer can be sent as protobuf
    public static Accepted of(HttpExchange exchange, boolean protobuf) {
        return of(exchange, protobuf, false);
    }

    private static Accepted of(HttpExchange exchange, boolean protobuf, boolean events) {
        var accept = exchange.headers().value("Accept");
        boolean pretty = pretty(exchange);
        if (accept.isEmpty()) {
            return new Accepted(Format.JSON, "", "", "", pretty);
        }
        boolean spoken = false;
        boolean written = false;
        for (var type : MediaType.parseAll(accept)) {
            var format = format(type.name(), protobuf);
            spoken |= format != null;
            if (format == null || !known(type) || !writable(format, type)) {
                continue;
            }
            written = true;
            if (!events || format != Format.YAML) {
                return new Accepted(
                        format,
                        type.parameter("as"),
                        type.parameter("g"),
                        type.parameter("v"),
                        pretty || type.parameter("pretty").equals("1"));
            }
        }
        // protobuf is told even where it is not to be had, as upstream does
        if (written) {
            throw ApiException.notAcceptable(Format.offeredForEvents());
        }
        throw spoken || !protobuf
                ? ApiException.notAcceptable(Format.offered())
                : ApiException.of(
                        new Failure(
                                406,
                                "NotAcceptable",
                                "406: Not Acceptable\n\nAvailable representations: "
                                        + String.join(", ", Format.offered()),
                                null));
    }

    /// Tables and the like have no protobuf here, and tables no CBOR upstream; clients always name
    /// JSON too.
    private static boolean writable(Format format, MediaType type) {
        var as = type.parameter("as");
        return switch (format) {
            case JSON, YAML -> true;
            case PROTOBUF -> as.isEmpty();
            case CBOR -> !as.equals("Table");
        };
    }

    private static boolean known(MediaType type) {
        return switch (type.parameter("as")) {
            case "" -> true;
            case "Table", "PartialObjectMetadata", "PartialObjectMetadataList" ->
                    type.parameter("g").equals("meta.k8s.io")
                            && Set.of("v1", "v1beta1").contains(type.parameter("v"));
            case "APIGroupDiscoveryList" ->
                    type.parameter("g").equals("apidiscovery.k8s.io")
                            && Set.of("v2", "v2beta1").contains(type.parameter("v"));
            default -> false;
        };
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
