package dev.jong.apiserver.openapi;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A document's bytes and what names them.
///
/// @param etag SHA-512 in upper-case hexadecimal
record Document(byte[] bytes, String etag) {
    static Document of(JsonObject json) {
        return of(Json.write(json));
    }

    static Document of(byte[] bytes) {
        try {
            var hash = MessageDigest.getInstance("SHA-512").digest(bytes);
            return new Document(bytes, HexFormat.of().withUpperCase().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
