package dev.jong.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Immutable bytes, equal by content; base64 in JSON.
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes of(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    public static Bytes ofUtf8(String text) {
        return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Line breaks are skipped, as Go does; anything else that is not base64 is an
    /// `IllegalArgumentException`.
    public static Bytes ofBase64(String text) {
        var clean =
                text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                        ? text
                        : text.replace("\n", "").replace("\r", "");
        if (clean.isEmpty()) {
            return EMPTY;
        }
        if (clean.length() % 4 != 0) {
            throw new IllegalArgumentException(
                    "illegal base64 data at input byte " + clean.length());
        }
        return new Bytes(Base64.getDecoder().decode(clean));
    }

    public int size() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    public byte[] toArray() {
        return content.clone();
    }

    public String utf8() {
        return new String(content, StandardCharsets.UTF_8);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// Its size only: the content may be a secret.
    @Override
    public String toString() {
        return "Bytes[" + content.length + "]";
    }
}
