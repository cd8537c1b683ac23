package dev.jong.apiserver.openapi;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.http.Gzip;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/// A document and what names it. It is kept as most clients want it: compressed, to a tenth.
///
/// @param packed as gzip
/// @param length in bytes, unpacked
/// @param etag SHA-512 of the unpacked bytes in upper-case hexadecimal
record Document(byte[] packed, int length, String etag) {
    static Document of(JsonObject json) {
        return of(Json.write(json));
    }

    static Document of(byte[] bytes) {
        var packed = new ByteArrayOutputStream(bytes.length / 8);
        try (var out = Gzip.compress(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            var hash = MessageDigest.getInstance("SHA-512").digest(bytes);
            return new Document(
                    packed.toByteArray(),
                    bytes.length,
                    HexFormat.of().withUpperCase().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes() {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
