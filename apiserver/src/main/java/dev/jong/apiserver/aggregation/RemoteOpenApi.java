package dev.jong.apiserver.aggregation;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.openapi.RemoteApi;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What other servers describe of their API; kept while they have nothing newer to say.
final class RemoteOpenApi {
    /// By server's address and path.
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(String etag, JsonObject document) {}

    /// What `server`, which can be reached, describes of a group and version.
    RemoteApi of(RemoteServer server, String group, String version) {
        var version3 = version3(server, RemoteDiscovery.path(group, version).substring(1));
        var version2 = ask(server, "/openapi/v2").orElse(JsonObject.EMPTY);
        return new RemoteApi(group, version, version2, version3);
    }

    private Optional<JsonObject> version3(RemoteServer server, String key) {
        return ask(server, "/openapi/v3")
                .map(index -> index.object("paths").object(key).text("serverRelativeURL"))
                .flatMap(path -> ask(server, path));
    }

    /// Empty when the server has no such document, or cannot tell it.
    private Optional<JsonObject> ask(RemoteServer server, String path) {
        var key = server.address() + path;
        var before = kept.get(key);
        var headers = Headers.of("Accept", "application/json");
        if (before != null && !before.etag.isEmpty()) {
            headers = headers.with("If-None-Match", before.etag);
        }
        try {
            var answer = server.get(path, headers);
            if (answer.status() == 200) {
                return take(key, answer);
            }
            if (answer.status() == 304 && before != null) {
                return Optional.of(before.document);
            }
            kept.remove(key);
            return Optional.empty();
        } catch (ApiException | HttpException | JsonException | ClassCastException _) {
            return Optional.ofNullable(before).map(Kept::document);
        }
    }

    private Optional<JsonObject> take(String key, RemoteServer.Answer answer) {
        var document = (JsonObject) Json.parse(answer.body());
        kept.put(key, new Kept(answer.headers().value("ETag"), document));
        return Optional.of(document);
    }
}
