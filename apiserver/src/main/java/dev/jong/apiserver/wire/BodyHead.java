package dev.jong.apiserver.wire;

import dev.jong.api.json.Cbor;
import dev.jong.api.json.Codec;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonException;
import dev.jong.api.json.JsonValue;
import dev.jong.api.json.TokenReader;
import dev.jong.api.json.TokenWriter;
import dev.jong.apiserver.wire.Body.Undecodable;
import org.jspecify.annotations.Nullable;

/// What a body says about itself; null where it does not.
record BodyHead(@Nullable String apiVersion, @Nullable String kind) {
    /// The type without a name into which upstream reads what a body says of itself.
    private static final String HEAD_TYPE =
            " struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
                    + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

    /// Reads nothing but what a body says about itself.
    private static final Codec<BodyHead> CODEC =
            new Codec<>() {
                @Override
                public BodyHead read(TokenReader in) {
                    String apiVersion = null;
                    String kind = null;
                    if (in.beginObject("")) {
                        for (var name = in.nextField(); name != null; name = in.nextField()) {
                            switch (name) {
                                case "apiVersion" -> apiVersion = in.readString();
                                case "kind" -> kind = in.readString();
                                default -> in.skip();
                            }
                        }
                    }
                    return new BodyHead(apiVersion, kind);
                }

                @Override
                public void write(BodyHead head, TokenWriter out) {
                    throw new UnsupportedOperationException("read only");
                }
            };

    /// As an item of CBOR says it.
    ///
    /// @throws Undecodable when it is no object
    static BodyHead ofCbor(byte[] bytes) {
        try {
            return Cbor.read(bytes, CODEC);
        } catch (JsonException e) {
            throw new Undecodable(
                    null, "unable to determine group/version/kind: " + e.getMessage());
        }
    }

    /// As text says it.
    ///
    /// @throws Undecodable when it is no object
    static BodyHead ofJson(byte[] bytes) {
        try {
            return Json.read(bytes, CODEC);
        } catch (JsonException e) {
            throw nameless(e);
        }
    }

    /// As a tree says it.
    ///
    /// @throws Undecodable when it is no object
    static BodyHead of(JsonValue tree) {
        try {
            return Json.read(tree, CODEC);
        } catch (JsonException e) {
            throw nameless(e);
        }
    }

    private static Undecodable nameless(JsonException e) {
        var message = String.valueOf(e.getMessage());
        return new Undecodable(
                null,
                "couldn't get version/kind; json parse error: "
                        + (message.endsWith(" v1.")
                                ? message.replace(" v1.", HEAD_TYPE)
                                : message));
    }
}
