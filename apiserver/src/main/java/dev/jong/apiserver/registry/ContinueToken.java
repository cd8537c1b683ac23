package dev.jong.apiserver.registry;

import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Codecs;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonInteger;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
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

    /// @throws ApiException 400 in upstream's words when it is none
    static ContinueToken parse(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException _) {
            throw invalid(": illegal base64 data at input byte " + firstWrong(token));
        }
        if (token.endsWith("=")) {
            throw invalid(": illegal base64 data at input byte " + token.indexOf('='));
        }
        return demandSound(read(bytes));
    }

    /// What the token says, as far as it says anything.
    private record Said(String version, long revision, String start) {}

    private static Said read(byte[] bytes) {
        try {
            Json.parse(bytes); // what is no JSON is told before what is another
            return Json.read(bytes, SAID);
        } catch (JsonException e) {
            throw invalid(": " + e.getMessage());
        }
    }

    private static ContinueToken demandSound(Said said) {
        if (!said.version.equals(VERSION)) {
            throw invalid(": server does not recognize this encoded version " + said.version);
        }
        if (said.revision == 0) {
            throw invalid(": incorrect encoded start resourceVersion (version " + VERSION + ")");
        }
        if (said.start.isEmpty()) {
            throw invalid(": encoded start key empty (version " + VERSION + ")");
        }
        if (!isInside(said.start)) {
            throw invalid(": " + said.start);
        }
        return new ContinueToken(said.revision, said.start);
    }

    /// The key says where to go on below the resource's prefix, never out of it, and by one way
    /// only.
    private static boolean isInside(String start) {
        var relative = start.startsWith("/") ? start.substring(1) : start;
        for (var part : relative.split("/", -1)) {
            if (part.equals("..") || part.equals(".") || part.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static ApiException invalid(String why) {
        return ApiException.badRequest("invalid continue token: continue key is not valid" + why);
    }

    /// Where Go's decoder stops.
    private static int firstWrong(String token) {
        int at = 0;
        while (at < token.length() && isBase64(token.charAt(at))) {
            at++;
        }
        // one character alone holds no whole byte
        return at == token.length() ? at - 1 : at;
    }

    private static boolean isBase64(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '_';
    }

    private static final Codec<Said> SAID =
            new Codec<>() {
                @Override
                public String goType() {
                    return "storage.continueToken";
                }

                @Override
                public Said read(TokenReader in) {
                    var version = "";
                    long revision = 0;
                    var start = "";
                    if (in.beginObject("continueToken")) {
                        for (var name = in.nextField(); name != null; name = in.nextField()) {
                            switch (name) {
                                case "v" -> version = in.readString();
                                case "rv" -> revision = in.readLong();
                                case "start" -> start = in.readString();
                                default -> in.skip();
                            }
                        }
                    }
                    return new Said(version, revision, start);
                }

                @Override
                public void write(Said said, TokenWriter out) {
                    throw new UnsupportedOperationException("read only");
                }
            };
}
