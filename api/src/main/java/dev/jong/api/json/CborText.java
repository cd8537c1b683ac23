package dev.jong.api.json;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;

/// What CBOR has of its own, as the text or number that it is where JSON is meant.
final class CborText {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private CborText() {}

    static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Under a tag of an expected later encoding (RFC 8949, 3.4.5.2).
    static String encoded(byte[] bytes, int tag) {
        return switch (tag) {
            case 21 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case 22 -> Base64.getEncoder().encodeToString(bytes);
            default -> HexFormat.of().formatHex(bytes);
        };
    }

    /// @param argument unsigned
    static BigInteger integer(boolean negative, long argument) {
        var number = new BigInteger(Long.toUnsignedString(argument));
        return negative ? number.not() : number;
    }

    /// Tag 0: a time as it is written, with no more digits of a second than it needs.
    static String time(String text) {
        try {
            GoTime.parse(text);
            return TIME.format(OffsetDateTime.parse(text.replace(',', '.')));
        } catch (JsonException e) {
            throw new JsonException.Malformed(
                    "cbor: cannot set " + text + " for time.Time: " + e.getMessage());
        }
    }

    /// Tag 1: seconds since 1970.
    static String epoch(double seconds) {
        double whole = Math.floor(seconds);
        return at((long) whole, Math.round((seconds - whole) * NANOS_PER_SECOND));
    }

    static String epoch(long seconds) {
        return at(seconds, 0);
    }

    private static String at(long seconds, long nanos) {
        try {
            var time = Instant.ofEpochSecond(seconds, nanos);
            if (GoTime.isWritable(time)) {
                return TIME.format(time.atOffset(ZoneOffset.UTC));
            }
        } catch (DateTimeException | ArithmeticException _) {
            // told below
        }
        throw new JsonException.Malformed(
                "cbor: decoded time cannot be represented in RFC3339 format with sub-second"
                        + " precision: year outside of range [0,9999]");
    }
}
