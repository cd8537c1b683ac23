package dev.jong.api.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// RFC 3339 as the API writes it: seconds for Time, six digits for MicroTime, always UTC.
public final class GoTime {
    private GoTime() {}

    public static Instant parse(String text) {
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new JsonException.Mismatch(
                    "parsing time \""
                            + text
                            + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \""
                            + text
                            + "\" as \"2006\"");
        }
    }

    /// `2026-11-20T14:00:00Z`
    public static String seconds(Instant time) {
        return format(time, false);
    }

    /// `2026-11-20T14:00:00.000000Z`
    public static String micros(Instant time) {
        return format(time, true);
    }

    private static String format(Instant time, boolean micros) {
        var at = time.atOffset(ZoneOffset.UTC);
        var out = new StringBuilder(27);
        padded(out, at.getYear(), 1000).append('-');
        padded(out, at.getMonthValue(), 10).append('-');
        padded(out, at.getDayOfMonth(), 10).append('T');
        padded(out, at.getHour(), 10).append(':');
        padded(out, at.getMinute(), 10).append(':');
        padded(out, at.getSecond(), 10);
        if (micros) {
            padded(out.append('.'), at.getNano() / 1000, 100_000);
        }
        return out.append('Z').toString();
    }

    private static StringBuilder padded(StringBuilder out, int value, int magnitude) {
        for (int digit = magnitude; digit > 0; digit /= 10) {
            out.append((char) ('0' + value / digit % 10));
        }
        return out;
    }
}
