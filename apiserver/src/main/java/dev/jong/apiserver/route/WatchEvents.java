package dev.jong.apiserver.route;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.PartialObjectMetadata;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.table.Partial;
import dev.jong.apiserver.table.Table;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Format;
import dev.jong.apiserver.wire.Protobuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/// Writes what one watch tells, as `meta/v1` WatchEvents of the form that its client accepts:
/// objects, rows of a table or metadata alone, in JSON, CBOR or protobuf. One writer at a time.
final class WatchEvents<T extends KubernetesObject> {
    private final Resource<T> resource;
    private final Accepted accepted;
    private final Table.Include include;
    private final WatchWire wire;
    private final WatchFigures.Sent sent;
    private final InstantSource clock;
    private boolean headed;

    /// @param include what rows carry, where rows are told
    /// @param sent what the figures learn of
    WatchEvents(
            Resource<T> resource,
            Accepted accepted,
            Table.Include include,
            WatchWire wire,
            WatchFigures.Sent sent,
            InstantSource clock) {
        this.resource = resource;
        this.accepted = accepted;
        this.include = include;
        this.wire = wire;
        this.sent = sent;
        this.clock = clock;
    }

    /// Whether each event is the object itself, as every other watch of that version is told it.
    boolean areObjects() {
        return accepted.as().isEmpty();
    }

    /// Whether lists of metadata are asked for: no event is one.
    boolean areLists() {
        return accepted.as().equals("PartialObjectMetadataList");
    }

    /// Whether an event can be sent and flushed without waiting for the client.
    boolean hasRoom() {
        return wire.hasRoom();
    }

    /// Sends what was written, and has the figures learn of it.
    void flush() {
        count();
        wire.flush();
    }

    /// Has the figures learn of what was written.
    void count() {
        sent.tell();
    }

    /// Breaks off, so that the client sees that more was to come.
    void abort() {
        wire.abort();
    }

    /// Tells what became of an object.
    void event(Notice.Of<T> of) {
        switch (accepted.as()) {
            case "Table" ->
                    row(of.type().name(), of.version().object(), of.version().revision(), include);
            case "PartialObjectMetadata" -> {
                var partial = new Partial(of.version().object(), accepted.version());
                frame(
                        of.type().name(),
                        protobuf() ? partial.protobuf() : value(partial, Partial.CODEC));
            }
            default -> {
                switch (accepted.format()) {
                    case PROTOBUF ->
                            send(of.frame(Notice.Form.PROTOBUF, WatchEvents::protobufEvent));
                    case CBOR -> send(of.frame(Notice.Form.CBOR, WatchEvents::cborEvent));
                    case JSON, YAML -> send(of.frame());
                }
            }
        }
    }

    /// Tells up to where the watch knows everything.
    void bookmark(Notice.Bookmark<T> bookmark) {
        var kind = resource.kind();
        var annotations =
                bookmark.initialEventsEnd()
                        ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}"
                        : "";
        boolean partial = accepted.as().startsWith("PartialObjectMetadata");
        var text =
                "{\"kind\":\""
                        + (partial ? "PartialObjectMetadata" : kind.name())
                        + "\",\"apiVersion\":\""
                        + (partial ? "meta.k8s.io/" + accepted.version() : kind.apiVersion())
                        + "\",\"metadata\":{\"resourceVersion\":\""
                        + bookmark.revision()
                        + "\""
                        + annotations
                        + "}}";
        var json = text.getBytes(StandardCharsets.UTF_8);
        if (accepted.as().equals("Table")) {
            bookmarkRow(bookmark, json);
            return;
        }
        frame("BOOKMARK", protobuf() ? protobuf(json, partial) : tree(Json.parse(json)));
    }

    private byte[] protobuf(byte[] json, boolean partial) {
        return partial
                ? new Partial(Json.read(json, PartialObjectMetadata.CODEC), accepted.version())
                        .protobuf()
                : Protobuf.write(Json.read(json, resource.kind().codec()));
    }

    /// Why nothing follows.
    void error(ApiException cause) {
        var status = Answers.status(cause.failure());
        frame("ERROR", protobuf() ? Protobuf.status(status) : tree(status));
    }

    private void row(String type, T object, long revision, Table.Include shown) {
        var table =
                new Table<>(
                        resource,
                        List.of(object),
                        Long.toString(revision),
                        "",
                        null,
                        shown,
                        !headed,
                        clock.instant(),
                        accepted.version());
        headed = true;
        frame(type, value(table, Table.codec()));
    }

    /// The row of a bookmark: without its object nobody would see that it ends the beginning.
    private void bookmarkRow(Notice.Bookmark<T> bookmark, byte[] json) {
        row(
                "BOOKMARK",
                Json.read(json, resource.kind().codec()),
                bookmark.revision(),
                bookmark.initialEventsEnd() && include == Table.Include.NONE
                        ? Table.Include.METADATA
                        : include);
    }

    private byte[] tree(JsonValue tree) {
        return value(tree, Codecs.ANY);
    }

    private <V> byte[] value(V value, Codec<V> codec) {
        return cbor() ? Cbor.write(value, codec) : Json.write(value, codec);
    }

    private boolean cbor() {
        return accepted.format() == Format.CBOR;
    }

    private boolean protobuf() {
        return accepted.format() == Format.PROTOBUF;
    }

    private void send(byte[] event) {
        wire.send(event);
        sent.add(event.length);
    }

    private void frame(String type, byte[] object) {
        if (protobuf()) {
            send(Protobuf.event(type, object));
            return;
        }
        if (cbor()) {
            send(Cbor.event(type, object));
            return;
        }
        var line = new ByteArrayOutputStream(object.length + 64);
        line.writeBytes(
                ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
        line.writeBytes(object);
        line.write('}');
        line.write('\n');
        send(line.toByteArray());
    }

    private static <T extends KubernetesObject> byte[] protobufEvent(Notice.Type type, T object) {
        return Protobuf.event(type.name(), Protobuf.write(object));
    }

    private static <T extends KubernetesObject> byte[] cborEvent(Notice.Type type, T object) {
        @SuppressWarnings("unchecked")
        var codec = (Codec<T>) object.kind().codec();
        return Cbor.event(type.name(), Cbor.write(object, codec));
    }
}
