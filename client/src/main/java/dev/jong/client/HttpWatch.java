package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonReader;
import dev.jong.api.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Watch events as lines of JSON in an endless answer.
final class HttpWatch<T extends KubernetesObject> implements Watch<T> {
    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    private final InputStream body;
    private final Kind<T> kind;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int filled;
    private volatile boolean closed;

    HttpWatch(InputStream body, Kind<T> kind) {
        this.body = body;
        this.kind = kind;
    }

    @Override
    public Optional<WatchEvent<T>> next() {
        try {
            var line = line();
            return line.length == 0 ? Optional.empty() : Optional.of(event(line));
        } catch (IOException e) {
            if (closed) {
                return Optional.empty();
            }
            throw new UnreachableException(
                    "watch of " + kind.plural() + " lost: " + e.getMessage(), e);
        } catch (JsonException e) {
            throw new MalformedAnswerException("not a watch event: " + e.getMessage(), e);
        }
    }

    /// The next line that is not blank; empty at the end.
    private byte[] line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            if (position == filled) {
                filled = body.read(buffer);
                position = 0;
                if (filled < 0) {
                    filled = 0;
                    return new byte[0];
                }
            }
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, position, end - position);
            boolean complete = end < filled;
            position = complete ? end + 1 : end;
            if (complete && line.size() > 0) {
                return line.toByteArray();
            }
        }
    }

    private WatchEvent<T> event(byte[] line) {
        try (var in = new JsonReader(line)) {
            in.beginObject(null);
            var field = in.nextField();
            if ("type".equals(field)) {
                var type = in.readString();
                if ("object".equals(in.nextField())) {
                    return switch (type) {
                        case "ADDED", "MODIFIED", "DELETED" -> event(type, kind.codec().read(in));
                        default -> event(type, in.readValue());
                    };
                }
            }
        }
        return unordered(line);
    }

    private WatchEvent<T> unordered(byte[] line) {
        var tree = Json.parse(line) instanceof JsonObject object ? object : JsonObject.EMPTY;
        var type = String.valueOf(tree.text("type"));
        var object = tree.object("object");
        return switch (type) {
            case "ADDED", "MODIFIED", "DELETED" -> event(type, Json.read(object, kind.codec()));
            default -> event(type, object);
        };
    }

    private WatchEvent<T> event(String type, T object) {
        return switch (type) {
            case "ADDED" -> new WatchEvent.Added<>(object);
            case "MODIFIED" -> new WatchEvent.Modified<>(object);
            default -> new WatchEvent.Deleted<>(object);
        };
    }

    private WatchEvent<T> event(String type, JsonValue value) {
        var object = value instanceof JsonObject tree ? tree : JsonObject.EMPTY;
        return switch (type) {
            case "BOOKMARK" -> {
                var metadata = object.object("metadata");
                var version = metadata.text("resourceVersion");
                boolean end =
                        "true".equals(metadata.object("annotations").text(INITIAL_EVENTS_END));
                yield new WatchEvent.Bookmark<>(version == null ? "" : version, end);
            }
            case "ERROR" -> new WatchEvent.Failed<>(Refusals.of(500, Json.write(object)));
            default -> throw new MalformedAnswerException("unknown watch event " + type);
        };
    }

    @Override
    public void close() {
        closed = true;
        try {
            body.close();
        } catch (IOException _) {
            // nothing is read from it any more
        }
    }
}
