package dev.jong.apiserver.route;

import dev.jong.api.KubernetesObject;
import dev.jong.api.ObjectList;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.json.Json;
import dev.jong.api.meta.v1.ListMeta;
import dev.jong.api.proto.Envelope;
import dev.jong.apiserver.registry.Listing;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.Layer;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.table.Partial;
import dev.jong.apiserver.table.Table;
import dev.jong.apiserver.watch.Version;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Claim;
import dev.jong.apiserver.wire.Format;
import dev.jong.apiserver.wire.Parts;
import dev.jong.apiserver.wire.Protobuf;
import dev.jong.http.Gzip;
import dev.jong.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/// GET of one object and of lists.
final class Reads {
    private final InstantSource clock;

    Reads(InstantSource clock) {
        this.clock = clock;
    }

    <T extends KubernetesObject> void get(HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var version =
                verbs.get(info.namespace(), info.name(), info.query().value("resourceVersion"));
        object(exchange, 200, verbs.resource(), version, accepted, clock);
    }

    /// Answers with all that became of an object, as items like the events of a watch: Jong's own
    /// answer to `?history=true`, which other servers take no notice of.
    <T extends KubernetesObject> void history(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var parts =
                new Parts()
                        .add(
                                "{\"kind\":\"History\",\"apiVersion\":\"jong.dev/v1\",\"items\":["
                                        .getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (var past : verbs.history(info.namespace(), info.name())) {
            if (!first) {
                parts.add(',');
            }
            first = false;
            parts.add(past.frame());
        }
        parts.add(']').add('}').add('\n');
        Answers.json(exchange, 200, joined(parts.pieces()), accepted);
    }

    /// Answers with one object in whatever form is accepted.
    static <T extends KubernetesObject> void object(
            HttpExchange exchange,
            int status,
            Resource<T> resource,
            Version<T> version,
            Accepted accepted,
            InstantSource clock) {
        long start = System.nanoTime();
        write(exchange, status, resource, version, accepted, clock);
        RequestContext.took(Layer.SERIALIZE, System.nanoTime() - start);
    }

    private static <T extends KubernetesObject> void write(
            HttpExchange exchange,
            int status,
            Resource<T> resource,
            Version<T> version,
            Accepted accepted,
            InstantSource clock) {
        switch (accepted.as()) {
            case "Table" -> {
                var table =
                        new Table<>(
                                resource,
                                List.of(version.object()),
                                Objects.requireNonNullElse(
                                        version.object().metadata().resourceVersion(), ""),
                                "",
                                null,
                                Table.Include.of(exchange.query().value("includeObject")),
                                true,
                                clock.instant(),
                                accepted.version());
                Answers.value(exchange, status, table, Table.codec(), accepted);
            }
            case "PartialObjectMetadata" -> {
                var partial = new Partial(version.object(), accepted.version());
                if (accepted.format() == Format.PROTOBUF) {
                    exchange.answer(status, Answers.headers(Format.PROTOBUF), partial.protobuf());
                } else {
                    Answers.value(exchange, status, partial, Partial.CODEC, accepted);
                }
            }
            case "PartialObjectMetadataList" ->
                    throw unconvertible(
                            accepted, "is not a list (*" + Claim.goType(resource.kind()) + ")");
            default -> plain(exchange, status, version, accepted);
        }
    }

    private static ApiException unconvertible(Accepted accepted, String why) {
        return ApiException.of(
                new Failure(
                        406,
                        "NotAcceptable",
                        "you requested " + accepted.as() + ", but the requested object " + why,
                        null));
    }

    private static <T extends KubernetesObject> void plain(
            HttpExchange exchange, int status, Version<T> version, Accepted accepted) {
        if (accepted.format() == Format.JSON && !accepted.pretty()) {
            exchange.answer(status, Answers.headers(Format.JSON), version.framed(NOTHING, NEWLINE));
        } else if (accepted.format() == Format.PROTOBUF) {
            exchange.answer(
                    status, Answers.headers(Format.PROTOBUF), Protobuf.write(version.object()));
        } else if (accepted.format() == Format.CBOR) {
            Answers.object(exchange, status, version.object(), accepted);
        } else {
            Answers.json(exchange, status, version.json(), accepted);
        }
    }

    private static final byte[] NOTHING = {};
    private static final byte[] NEWLINE = {'\n'};

    <T extends KubernetesObject> void list(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.of(exchange, verbs.resource().kind());
        var listing = verbs.list(info.namespace(), Queries.list(info));
        list(exchange, verbs.resource(), listing, accepted, clock);
    }

    static <T extends KubernetesObject> void list(
            HttpExchange exchange,
            Resource<T> resource,
            Listing<T> listing,
            Accepted accepted,
            InstantSource clock) {
        long start = System.nanoTime();
        write(exchange, resource, listing, accepted, clock);
        RequestContext.took(Layer.SERIALIZE, System.nanoTime() - start);
    }

    private static <T extends KubernetesObject> void write(
            HttpExchange exchange,
            Resource<T> resource,
            Listing<T> listing,
            Accepted accepted,
            InstantSource clock) {
        if (accepted.as().equals("PartialObjectMetadata")) {
            throw unconvertible(accepted, "is a list (*" + Claim.goType(resource.kind()) + "List)");
        }
        if (accepted.as().equals("Table")) {
            var table =
                    new Table<>(
                            resource,
                            listing.items().stream().map(Version::object).toList(),
                            Long.toString(listing.revision()),
                            listing.continueToken(),
                            listing.remaining(),
                            Table.Include.of(exchange.query().value("includeObject")),
                            true,
                            clock.instant(),
                            accepted.version());
            Answers.value(exchange, 200, table, Table.codec(), accepted);
            return;
        }
        boolean partial = accepted.as().startsWith("PartialObjectMetadata");
        if (accepted.format() == Format.PROTOBUF) {
            var bytes =
                    partial
                            ? Partial.protobufList(
                                    metadata(listing),
                                    listing.items().stream().map(Version::object).toList(),
                                    accepted.version())
                            : protobufList(resource, listing);
            Gzip.answer(exchange, 200, Answers.headers(Format.PROTOBUF), List.of(bytes));
            return;
        }
        if (accepted.format() == Format.CBOR && !partial) {
            var codec = resource.kind().listCodec();
            Answers.value(exchange, 200, objects(listing), codec, accepted);
            return;
        }
        var parts =
                partial ? partialList(listing, accepted.version()) : plainList(resource, listing);
        if (accepted.format() == Format.JSON && !accepted.pretty()) {
            Gzip.answer(exchange, 200, Answers.headers(Format.JSON), parts.add('\n').pieces());
        } else {
            Answers.json(exchange, 200, joined(parts.pieces()), accepted);
        }
    }

    private static <T extends KubernetesObject> byte[] protobufList(
            Resource<T> resource, Listing<T> listing) {
        var kind = resource.kind();
        return Envelope.of(kind.apiVersion(), kind.listName(), objects(listing), kind.listCodec());
    }

    private static <T extends KubernetesObject> ObjectList<T> objects(Listing<T> listing) {
        return new ObjectList<>(
                metadata(listing), listing.items().stream().map(Version::object).toList());
    }

    private static ListMeta metadata(Listing<?> listing) {
        return ListMeta.EMPTY
                .withResourceVersion(Long.toString(listing.revision()))
                .withContinue_(listing.continueToken())
                .withRemainingItemCount(listing.remaining());
    }

    private static <T extends KubernetesObject> Parts plainList(
            Resource<T> resource, Listing<T> listing) {
        var kind = resource.kind();
        var parts =
                new Parts()
                        .add(
                                head(
                                        kind.listName(),
                                        kind.apiVersion(),
                                        listing,
                                        kind.type() == Unstructured.class));
        boolean first = true;
        for (var version : listing.items()) {
            if (!first) {
                parts.add(',');
            }
            first = false;
            int length = version.itemLength();
            var room = parts.room(length);
            parts.wrote(version.copyItemTo(room, parts.length()));
        }
        return parts.add(']').add('}');
    }

    private static <T extends KubernetesObject> Parts partialList(
            Listing<T> listing, String version) {
        var group = "meta.k8s.io/" + version;
        var parts = new Parts().add(head("PartialObjectMetadataList", group, listing, false));
        boolean first = true;
        for (var item : listing.items()) {
            if (!first) {
                parts.add(',');
            }
            first = false;
            parts.add(Json.write(new Partial(item.object(), version), Partial.CODEC));
        }
        return parts.add(']').add('}');
    }

    /// @param untyped whether upstream makes the list of a plain map, which names `continue` always
    private static byte[] head(
            String kind, String apiVersion, Listing<?> listing, boolean untyped) {
        var head = new StringBuilder(160);
        head.append("{\"kind\":\"").append(kind).append("\",\"apiVersion\":\"").append(apiVersion);
        head.append("\",\"metadata\":{\"resourceVersion\":\"")
                .append(listing.revision())
                .append('"');
        if (untyped || !listing.continueToken().isEmpty()) {
            head.append(",\"continue\":\"").append(listing.continueToken()).append('"');
        }
        if (listing.remaining() != null) {
            head.append(",\"remainingItemCount\":").append(listing.remaining());
        }
        return head.append("},\"items\":[").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(List<byte[]> pieces) {
        var all = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (var piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }
}
