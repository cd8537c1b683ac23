package dev.jong.apiserver.registry;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import java.util.Base64;
import java.util.Map;

/// Where a list goes on.
///
/// @param revision the first page's; negative to go on with whatever is the newest
/// @param start first key of the next page, relative to the namespace
record ContinueToken(long revision, String start) {
    private static final String VERSION = "meta.k8s.io/v1";

    String encoded() {
        var json =
                new JsonObject(
                        Map.of(
                                "v", new JsonText(VERSION),
                                "rv", new JsonInteger(revision),
                                "start", new JsonText(start)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(json, Codecs.ANY));
    }

    static ContinueToken parse(String token) {
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            if (Json.read(bytes, Codecs.ANY) instanceof JsonObject json
                    && VERSION.equals(json.text("v"))
                    && json.get("rv") instanceof JsonInteger(var revision)
                    && json.text("start") instanceof String start) {
                return new ContinueToken(revision, start);
            }
        } catch (IllegalArgumentException | JsonException _) {
            // answered below
        }
        throw ApiException.badRequest("continue key is not valid: " + token);
    }
}
