package dev.jong.api.json;

import dev.jong.api.GoText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// RFC 3339 as the API writes it: seconds for Time, six digits for MicroTime, always UTC.
public final class GoTime {
    private static final String MICRO_LAYOUT = "2006-01-02T15:04:05.000000Z07:00";
    private static final Pattern FRACTION = Pattern.compile("\\.[0-9]{6}(?![0-9])");

    /// Length of a time up to its seconds.
    private static final int SECONDS = 19;

    private GoTime() {}

    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final Pattern RFC_3339 =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3])(:[0-5]\\d){2}([.,]\\d{1,9})?(Z|[-+]\\d\\d:\\d\\d)");

    /// Go's time that is none: `null` in JSON where a time must stand.
    public static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    public static Instant orZero(@Nullable Instant time) {
        return time == null ? ZERO : time;
    }

    public static Instant parse(String text) {
        return isPlain(text) ? plain(text) : parse(text, "2006-01-02T15:04:05Z07:00");
    }

    private static Instant parse(String text, String layout) {
        var time = RFC_3339.matcher(text).matches() ? other(text) : null;
        if (time == null) {
            throw unparsed(text, layout, text, "2006");
        }
        return time;
    }

    /// Null when there is no such day or hour, or no four digits for its year in UTC.
    private static @Nullable Instant other(String text) {
        try {
            var time = OffsetDateTime.parse(text.replace(',', '.')).toInstant();
            return isWritable(time) ? time : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// Whether the time's year has four digits, as RFC 3339 demands.
    public static boolean isWritable(Instant time) {
        return time.getEpochSecond() >= FIRST && time.getEpochSecond() <= LAST;
    }

    /// Of MicroTime: exactly six digits of a second.
    static Instant parseMicro(String text) {
        boolean whole = text.length() > SECONDS && isPlain(text.substring(0, SECONDS) + "Z");
        if (whole && !FRACTION.matcher(text.substring(SECONDS)).lookingAt()) {
            throw unparsed(text, MICRO_LAYOUT, text.substring(SECONDS), ".000000");
        }
        return parse(text, MICRO_LAYOUT);
    }

    private static JsonException unparsed(String text, String layout, String rest, String element) {
        return new JsonException.Mismatch(
                "parsing time "
                        + GoText.quote(text)
                        + " as \""
                        + layout
                        + "\": cannot parse "
                        + GoText.quote(rest)
                        + " as \""
                        + element
                        + "\"");
    }

    /// Whole seconds in UTC, as nearly every time is written; days after the 28th are left to the
    /// calendar.
    private static boolean isPlain(String text) {
        if (text.length() != 20 || text.charAt(19) != 'Z') {
            return false;
        }
        for (int i = 0; i < 19; i++) {
            char wanted = "0000-00-00T00:00:00".charAt(i);
            char c = text.charAt(i);
            if (wanted == '0' ? c < '0' || c > '9' : c != wanted) {
                return false;
            }
        }
        return within(number(text, 5, 2), 1, 12)
                && within(number(text, 8, 2), 1, 28)
                && number(text, 11, 2) < 24
                && number(text, 14, 2) < 60
                && number(text, 17, 2) < 60;
    }

    private static boolean within(int value, int least, int most) {
        return value >= least && value <= most;
    }

    private static Instant plain(String text) {
        long days =
                LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))
                        .toEpochDay();
        int seconds = number(text, 11, 2) * 3600 + number(text, 14, 2) * 60 + number(text, 17, 2);
        return Instant.ofEpochSecond(days * 86_400 + seconds);
    }

    private static int number(String text, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
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
