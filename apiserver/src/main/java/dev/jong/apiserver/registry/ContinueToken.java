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
                return new ContinueToken(revision, demandInside(start));
            }
        } catch (IllegalArgumentException | JsonException _) {
            // answered below
        }
        throw ApiException.badRequest(
                "invalid continue token: continue key is not valid: " + why(token));
    }

    /// The key says where to go on below the resource's prefix, never out of it.
    private static String demandInside(String start) {
        for (var part : start.split("/", -1)) {
            if (part.equals("..") || part.equals(".")) {
                throw ApiException.badRequest(
                        "invalid continue token: continue key is not valid: " + start);
            }
        }
        return start;
    }

    /// What Go's decoders say first.
    private static String why(String token) {
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length == 0) {
                return "unexpected end of JSON input";
            }
            int first = bytes[0] & 0xff;
            if (first != '{') {
                var shown = first < ' ' ? "\\x%02x".formatted(first) : "" + (char) first;
                return "invalid character '" + shown + "' looking for beginning of value";
            }
            return "unrecognized encoded format";
        } catch (IllegalArgumentException _) {
            int at = 0;
            while (at < token.length() && isBase64(token.charAt(at))) {
                at++;
            }
            return "illegal base64 data at input byte " + at;
        }
    }

    private static boolean isBase64(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '_';
    }
}
