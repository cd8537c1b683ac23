package dev.jong.apiserver.aggregation;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonObject;
import dev.jong.http.Headers;
import dev.jong.http.HttpException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What other servers tell of the groups and versions they serve; kept to be told on when they are
/// away.
final class RemoteDiscovery {
    private static final String ACCEPT =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    /// By server's address.
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    /// @param versions `group/version` → APIVersionDiscovery
    private record Kept(String etag, Map<String, JsonObject> versions) {}

    /// The document about one group and version: `Stale` when the server cannot be asked now.
    ///
    /// @param reachable whether it makes sense to ask
    JsonObject document(RemoteServer server, String group, String version, boolean reachable) {
        var fresh = reachable ? ask(server, group, version) : Optional.<JsonObject>empty();
        var known =
                fresh.orElseGet(() ->
                        Optional.ofNullable(kept.get(server.address()))
                                .map(all -> all.versions.get(group + "/" + version))
                                .orElse(JsonObject.EMPTY));
        return known.with("version", version)
                .with("freshness", fresh.isPresent() ? "Current" : "Stale");
    }

    private Optional<JsonObject> ask(RemoteServer server, String group, String version) {
        try {
            var before = kept.get(server.address());
            var headers = Headers.of("Accept", ACCEPT);
            if (before != null && !before.etag.isEmpty()) {
                headers = headers.with("If-None-Match", before.etag);
            }
            var answer = server.get("/apis", headers);
            if (answer.status() == 304 && before != null) {
                return Optional.of(
                        before.versions.getOrDefault(group + "/" + version, JsonObject.EMPTY));
            }
            if (answer.status() == 200
                    && answer.headers()
                            .value("Content-Type")
                            .contains("as=APIGroupDiscoveryList")) {
                var versions = versions((JsonObject) Json.parse(answer.body()));
                kept.put(server.address(), new Kept(answer.headers().value("ETag"), versions));
                return Optional.of(versions.getOrDefault(group + "/" + version, JsonObject.EMPTY));
            }
            return askPlainly(server, group, version);
        } catch (ApiException | HttpException | JsonException | ClassCastException _) {
            return Optional.empty();
        }
    }

    private static Map<String, JsonObject> versions(JsonObject list) {
        var all = new HashMap<String, JsonObject>();
        for (var item : list.array("items").items()) {
            var group = (JsonObject) item;
            var name = Optional.ofNullable(group.object("metadata").text("name")).orElse("");
            for (var entry : group.array("versions").items()) {
                var version = (JsonObject) entry;
                all.put(name + "/" + version.text("version"), version);
            }
        }
        return all;
    }

    /// Servers older than 1.26 tell each group and version apart.
    private Optional<JsonObject> askPlainly(RemoteServer server, String group, String version) {
        var answer = server.get(path(group, version), Headers.of("Accept", "application/json"));
        if (answer.status() != 200) {
            return Optional.empty();
        }
        var list = (JsonObject) Json.parse(answer.body());
        var document = PlainDiscovery.aggregated(list, group, version);
        kept.merge(
                server.address(),
                new Kept("", Map.of(group + "/" + version, document)),
                RemoteDiscovery::joined);
        return Optional.of(document);
    }

    private static Kept joined(Kept before, Kept more) {
        var all = new HashMap<>(before.versions);
        all.putAll(more.versions);
        return new Kept("", all);
    }

    /// Where a group and version is told of.
    static String path(String group, String version) {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }
}
