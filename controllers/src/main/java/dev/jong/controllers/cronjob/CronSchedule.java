package dev.jong.controllers.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A cron expression of five fields, or `@hourly` and its like, or `@every 1h30m`.
///
/// As in cron: where day of month and day of week are both restricted, one of them suffices.
final class CronSchedule {
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final Map<String, String> NAMED =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");
    private static final int FARTHEST_YEARS = 5;

    private final BitSet minutes;
    private final BitSet hours;
    private final Days days;
    private final BitSet months;
    private final @Nullable Duration every;
    private final ZoneId zone;

    private record Days(BitSet ofMonth, BitSet ofWeek, boolean anyOfMonth, boolean anyOfWeek) {
        boolean match(ZonedDateTime time) {
            boolean month = ofMonth.get(time.getDayOfMonth());
            boolean week = ofWeek.get(time.getDayOfWeek().getValue() % 7);
            return (anyOfMonth || anyOfWeek) ? (month && week) : (month || week);
        }
    }

    private CronSchedule(
            BitSet minutes,
            BitSet hours,
            Days days,
            BitSet months,
            @Nullable Duration every,
            ZoneId zone) {
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.every = every;
        this.zone = zone;
    }

    /// @throws IllegalArgumentException says what is wrong
    static CronSchedule parse(String text, ZoneId zone) {
        if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
            int space = text.indexOf(' ');
            var named =
                    ZoneId.of(
                            text.substring(
                                    text.indexOf('=') + 1, space < 0 ? text.length() : space));
            return parse(space < 0 ? "" : text.substring(space + 1).strip(), named);
        }
        if (text.startsWith("@every ")) {
            var every = Duration.parse("PT" + text.substring(7).strip().toUpperCase(Locale.ROOT));
            return new CronSchedule(
                    new BitSet(),
                    new BitSet(),
                    new Days(new BitSet(), new BitSet(), true, true),
                    new BitSet(),
                    every,
                    zone);
        }
        var fields = NAMED.getOrDefault(text, text).strip().split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "expected exactly 5 fields, found " + fields.length + ": [" + text + "]");
        }
        var days =
                new Days(
                        field(fields[2], 1, 31, List.of()),
                        weekdays(field(fields[4], 0, 7, DAYS)),
                        isAny(fields[2]),
                        isAny(fields[4]));
        return new CronSchedule(
                field(fields[0], 0, 59, List.of()),
                field(fields[1], 0, 23, List.of()),
                days,
                field(fields[3], 1, 12, MONTHS),
                null,
                zone);
    }

    private static boolean isAny(String field) {
        return field.startsWith("*") || field.startsWith("?");
    }

    /// Sunday is 0 and 7.
    private static BitSet weekdays(BitSet days) {
        if (days.get(7)) {
            days.set(0);
        }
        return days;
    }

    private static BitSet field(String text, int least, int most, List<String> names) {
        var bits = new BitSet();
        for (var part : text.split(",", -1)) {
            int slash = part.indexOf('/');
            var range = slash < 0 ? part : part.substring(0, slash);
            int step = slash < 0 ? 1 : number(part.substring(slash + 1), List.of(), 0);
            int dash = range.indexOf('-');
            int first =
                    isAny(range)
                            ? least
                            : number(dash < 0 ? range : range.substring(0, dash), names, least);
            int last;
            if (isAny(range)) {
                last = Math.min(most, names.equals(DAYS) ? 6 : most);
            } else if (dash >= 0) {
                last = number(range.substring(dash + 1), names, least);
            } else {
                last = slash < 0 ? first : most;
            }
            if (first < least || last > most || first > last || step < 1) {
                throw new IllegalArgumentException("invalid field: " + part);
            }
            for (int value = first; value <= last; value += step) {
                bits.set(value);
            }
        }
        return bits;
    }

    private static int number(String text, List<String> names, int firstName) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named + firstName;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("failed to parse int from " + text, e);
        }
    }

    /// The first time after that one; empty where none comes within five years.
    Optional<Instant> next(Instant after) {
        if (every != null) {
            return Optional.of(after.plus(every).truncatedTo(ChronoUnit.SECONDS));
        }
        var time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        var farthest = time.plusYears(FARTHEST_YEARS);
        while (time.isBefore(farthest)) {
            if (!months.get(time.getMonthValue())) {
                time = time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
            } else if (!days.match(time)) {
                time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.get(time.getHour())) {
                time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.get(time.getMinute())) {
                time = time.plusMinutes(1);
            } else {
                return Optional.of(time.toInstant());
            }
        }
        return Optional.empty();
    }
}
