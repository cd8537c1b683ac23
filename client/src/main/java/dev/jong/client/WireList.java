package dev.jong.client;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonReader;
import java.util.List;

/// Reads a list of any kind: `{"metadata":{…},"items":[…]}`.
final class WireList {
    private WireList() {}

    static <T extends KubernetesObject> ListPage<T> read(byte[] json, Kind<T> kind) {
        var version = "";
        var continueToken = "";
        List<T> items = List.of();
        try (var in = new JsonReader(json)) {
            in.beginObject(null);
            for (var field = in.nextField(); field != null; field = in.nextField()) {
                switch (field) {
                    case "metadata" -> {
                        in.beginObject(null);
                        for (var name = in.nextField(); name != null; name = in.nextField()) {
                            switch (name) {
                                case "resourceVersion" -> version = in.readString();
                                case "continue" -> continueToken = in.readString();
                                default -> in.skip();
                            }
                        }
                    }
                    case "items" -> items = in.readList(kind.codec());
                    default -> in.skip();
                }
            }
        } catch (JsonException e) {
            throw new MalformedAnswerException(
                    "not a list of " + kind.plural() + ": " + e.getMessage(), e);
        }
        return new ListPage<>(version, continueToken, items);
    }
}
