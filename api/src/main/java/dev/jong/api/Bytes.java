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
    /// `IllegalArgumentException` that says where, in Go's words.
    public static Bytes ofBase64(String text) {
        int wrong = firstWrong(text);
        if (wrong >= 0) {
            throw new IllegalArgumentException("illegal base64 data at input byte " + wrong);
        }
        var clean =
                text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                        ? text
                        : text.replace("\n", "").replace("\r", "");
        return clean.isEmpty() ? EMPTY : new Bytes(Base64.getDecoder().decode(clean));
    }

    /// Where Go stops to read padded base64: at the character that has no place there, or at the
    /// beginning of what is cut short; -1 when it is whole.
    private static int firstWrong(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                continue;
            }
            if (c == '=') {
                return digits % 4 < 2 ? i : wrongPadding(text, i, digits % 4);
            }
            if (!isDigit(c)) {
                return i;
            }
            digits++;
        }
        int rest = digits % 4;
        return rest == 0 ? -1 : text.length() - rest;
    }

    private static int wrongPadding(String text, int first, int digits) {
        int at = afterBreaks(text, first + 1);
        if (digits == 2) {
            if (at == text.length()) {
                return at;
            }
            if (text.charAt(at) != '=') {
                return at - 1;
            }
            at = afterBreaks(text, at + 1);
        }
        return at == text.length() ? -1 : at;
    }

    private static int afterBreaks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c == '+'
                || c == '/';
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
