package dev.jong.apiserver.route;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonValue;
import dev.jong.apiserver.registry.InitialEvents;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.request.RequestInfo;
import dev.jong.apiserver.table.Partial;
import dev.jong.apiserver.table.Table;
import dev.jong.apiserver.watch.Notice;
import dev.jong.apiserver.watch.Watcher;
import dev.jong.apiserver.wire.Accepted;
import dev.jong.apiserver.wire.Answers;
import dev.jong.apiserver.wire.Format;
import dev.jong.apiserver.wire.Protobuf;
import dev.jong.http.DisconnectedException;
import dev.jong.http.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// Watches: one event after the other until the time is up or the client leaves.
final class Watches {
    /// Where no end is wanted.
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Duration BETWEEN_BOOKMARKS = Duration.ofMinutes(1);
    private static final Duration BEFORE_END = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Duration shortest;
    private final WatchFigures figures;

    /// @param shortest how long a watch takes at least, and not quite twice as long at most, whose
    ///   client says nothing; zero for ever
    Watches(InstantSource clock, RandomGenerator random, Duration shortest, WatchFigures figures) {
        this.figures = figures;
        this.shortest = shortest;
        this.clock = clock;
        this.random = random;
    }

    <T extends KubernetesObject> void watch(
            HttpExchange exchange, RequestInfo info, Verbs<T> verbs) {
        var accepted = Accepted.ofWatch(exchange, verbs.resource().kind());
        var query = Queries.list(info);
        var include = include(accepted, info);
        boolean bookmarks = info.query().isTrue("allowWatchBookmarks");
        var initial = initialEvents(info);
        var seconds = Queries.number(info.query(), "timeoutSeconds");
        var until = clock.instant().plus(timeout(seconds));
        try (var watcher = verbs.watch(info.namespace(), query, initial)) {
            try (var wire = WatchWire.open(exchange, accepted, watcher::close)) {
                var running =
                        new Running<>(
                                watcher,
                                wire,
                                verbs.resource(),
                                accepted,
                                include,
                                bookmarks,
                                info);
                tell(running, until, wire);
            }
        } catch (DisconnectedException _) {
            // the usual end of a watch
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A watch that fails must not look as if its time were up.
    private static void tell(Running<?> running, Instant until, WatchWire wire)
            throws InterruptedException {
        try {
            running.run(until);
        } catch (RuntimeException e) {
            wire.abort();
            throw e;
        }
    }

    /// What rows carry: only of tables is it asked.
    private static Table.Include include(Accepted accepted, RequestInfo info) {
        return accepted.as().equals("Table")
                ? Table.Include.of(info.query().value("includeObject"))
                : Table.Include.METADATA;
    }

    private static InitialEvents initialEvents(RequestInfo info) {
        if (!info.query().has("sendInitialEvents")) {
            return InitialEvents.UNSAID;
        }
        return info.query().isTrue("sendInitialEvents")
                ? InitialEvents.WANTED
                : InitialEvents.UNWANTED;
    }

    private Duration timeout(long seconds) {
        if (seconds > 0) {
            return Duration.ofSeconds(seconds);
        }
        return shortest.isZero()
                ? FOR_EVER
                : shortest.plusMillis(random.nextLong(shortest.toMillis()));
    }

    private static <T extends KubernetesObject> byte[] protobufEvent(Notice.Type type, T object) {
        return Protobuf.event(type.name(), Protobuf.write(object));
    }

    private static <T extends KubernetesObject> byte[] cborEvent(Notice.Type type, T object) {
        @SuppressWarnings("unchecked")
        var codec = (Codec<T>) object.kind().codec();
        return Cbor.event(type.name(), Cbor.write(object, codec));
    }

    /// One watch under way.
    private final class Running<T extends KubernetesObject> {
        private final Watcher<T> watcher;
        private final WatchWire wire;
        private final Resource<T> resource;
        private final Accepted accepted;
        private final boolean bookmarks;
        private final Table.Include include;
        private final WatchFigures.One told;
        private final WatchFigures.Sent sent;
        private boolean headed;
        private boolean begun;

        Running(
                Watcher<T> watcher,
                WatchWire wire,
                Resource<T> resource,
                Accepted accepted,
                Table.Include include,
                boolean bookmarks,
                RequestInfo info) {
            this.watcher = watcher;
            this.wire = wire;
            this.resource = resource;
            this.accepted = accepted;
            this.bookmarks = bookmarks;
            this.told = figures.of(info);
            this.sent = told.sent();
            this.include = include;
        }

        void run(Instant until) throws InterruptedException {
            try {
                tellUntil(until);
            } catch (ApiException e) {
                error(e);
                wire.flush();
            } finally {
                sent.tell();
            }
        }

        private void tellUntil(Instant until) throws InterruptedException {
            var nextBookmark = nextBookmark(until);
            begun();
            if (accepted.as().isEmpty()) {
                watcher.share(this::tellReady);
            }
            while (true) {
                var now = clock.instant();
                if (!now.isBefore(until)) {
                    return;
                }
                var next = nextBookmark.isBefore(until) ? nextBookmark : until;
                var notice = watcher.poll(Duration.between(now, next));
                if (notice.isEmpty()) {
                    if (next.equals(nextBookmark)) {
                        tell(watcher.bookmark());
                        nextBookmark = nextBookmark(until);
                    }
                } else if (!tellAll(notice.get())) {
                    return;
                }
                sent.tell();
                wire.flush();
            }
        }

        /// Once a minute, and shortly before the end, so that the client can go on from there.
        private Instant nextBookmark(Instant until) {
            if (!bookmarks) {
                return Instant.MAX;
            }
            var now = clock.instant();
            var regular = now.plus(BETWEEN_BOOKMARKS);
            var last = until.minus(BEFORE_END);
            return last.isAfter(now) && last.isBefore(regular) ? last : regular;
        }

        /// Tells this and whatever else is ready; false when the watch has ended.
        private boolean tellAll(Notice<T> first) {
            var notice = first;
            while (notice != null) {
                if (!tell(notice)) {
                    return false;
                }
                begun();
                notice = watcher.ready();
            }
            return true;
        }

        /// As a [Watcher.Teller]: what ends a watch, or waits for its client, is left to its own
        /// thread.
        private boolean tellReady() {
            try {
                boolean all = sendReady();
                sent.tell();
                wire.flush();
                return all;
            } catch (DisconnectedException _) {
                return false;
            }
        }

        private boolean sendReady() {
            while (begun && wire.hasRoom()) {
                var notice = watcher.ready();
                if (!(notice instanceof Notice.Of<T> of)) {
                    return notice == null;
                }
                event(of);
            }
            return false;
        }

        /// The work of flow control is over when all that there was has been told.
        private void begun() {
            if (!begun && !watcher.begins()) {
                begun = true;
                sent.tell();
                wire.flush();
                RequestContext.current().begun().run();
            }
        }

        private boolean tell(Notice<T> notice) {
            switch (notice) {
                case Notice.Of<T> _ when accepted.as().equals("PartialObjectMetadataList") -> {
                    return false; // one object is no list
                }
                case Notice.Of<T> of -> {
                    event(of);
                    if (!begun) {
                        told.initial().add(1);
                    }
                }
                case Notice.Bookmark<T> bookmark -> {
                    if (bookmarks) {
                        bookmark(bookmark);
                    }
                }
                case Notice.Expired<T> expired -> {
                    error(
                            ApiException.expired(
                                    "too old resource version: "
                                            + expired.asked()
                                            + " ("
                                            + expired.oldest()
                                            + ")"));
                    return false;
                }
                case Notice.Closed<T> _ -> {
                    return false;
                }
            }
            return true;
        }

        private void error(ApiException cause) {
            var status = Answers.status(cause.failure());
            frame("ERROR", protobuf() ? Protobuf.status(status) : tree(status));
        }

        private void event(Notice.Of<T> of) {
            switch (accepted.as()) {
                case "Table" ->
                        row(
                                of.type().name(),
                                of.version().object(),
                                of.version().revision(),
                                include);
                case "PartialObjectMetadata" ->
                        frame(
                                of.type().name(),
                                value(
                                        new Partial(of.version().object(), accepted.version()),
                                        Partial.CODEC));
                default -> {
                    switch (accepted.format()) {
                        case PROTOBUF ->
                                send(of.frame(Notice.Form.PROTOBUF, Watches::protobufEvent));
                        case CBOR -> send(of.frame(Notice.Form.CBOR, Watches::cborEvent));
                        case JSON, YAML -> send(of.frame());
                    }
                }
            }
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

        private void bookmark(Notice.Bookmark<T> bookmark) {
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
            frame(
                    "BOOKMARK",
                    protobuf()
                            ? Protobuf.write(Json.read(json, kind.codec()))
                            : tree(Json.parse(json)));
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
    }
}
